package dev.flare.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the statements say about what was sent; every transfer carries its key as reference. */
public final class Evidence {

    private final Bank bank;
    private final List<String> accounts;

    public Evidence(Bank bank, List<String> accounts) {
        this.bank = bank;
        this.accounts = accounts;
    }

    /** Amounts by account and reference. */
    private Map<String, List<Long>> statements() {
        Map<String, List<Long>> lines = new HashMap<>();
        for (String account : accounts) {
            for (Bank.Entry entry : bank.entries(account)) {
                lines.computeIfAbsent(account + " " + entry.reference(), key -> new ArrayList<>())
                        .add(entry.amount());
            }
        }
        return lines;
    }

    /** Everything acknowledged is there once, and everything else once or not at all. */
    public void assertAcknowledgedOnce(List<Workload.Sent> sent) {
        Map<String, List<Long>> lines = statements();
        for (Workload.Sent each : sent) {
            List<Long> out = lines.getOrDefault(each.from() + " " + each.key(), List.of());
            List<Long> in = lines.getOrDefault(each.to() + " " + each.key(), List.of());
            assertThat(in).as(each.toString()).hasSameSizeAs(out);
            assertThat(out).as(each.toString()).hasSizeLessThanOrEqualTo(1);
            if (each.isAcknowledged()) {
                assertThat(out).as(each.toString()).containsExactly(-each.amount());
            }
        }
    }

    public void assertAllOnce(List<Workload.Sent> sent) {
        Map<String, List<Long>> lines = statements();
        for (Workload.Sent each : sent) {
            assertThat(lines.get(each.from() + " " + each.key())).containsExactly(-each.amount());
            assertThat(lines.get(each.to() + " " + each.key())).containsExactly(each.amount());
        }
    }

    /** What got no answer was not done either, and what was refused was never begun: nobody was left in the dark. */
    public void assertAnsweredOrNotDone(List<Workload.Sent> sent) {
        Map<String, List<Long>> lines = statements();
        for (Workload.Sent each : sent) {
            if (!each.isAcknowledged()) {
                assertThat(each.answer()).as(each.toString()).isNull();
                assertThat(lines).as(each.toString()).doesNotContainKey(each.from() + " " + each.key());
            }
        }
    }
}
