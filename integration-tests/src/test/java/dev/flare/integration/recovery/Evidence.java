package dev.flare.integration.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the statements say about what was sent; every transfer carries its key as reference. */
final class Evidence {

    private final Bank bank;
    private final List<String> accounts;

    Evidence(Bank bank, List<String> accounts) {
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
    void assertAcknowledgedOnce(List<Workload.Sent> sent) {
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

    void assertAllOnce(List<Workload.Sent> sent) {
        Map<String, List<Long>> lines = statements();
        for (Workload.Sent each : sent) {
            assertThat(lines.get(each.from() + " " + each.key())).containsExactly(-each.amount());
            assertThat(lines.get(each.to() + " " + each.key())).containsExactly(each.amount());
        }
    }
}
