package dev.flare.integration.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Evidence;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Workload;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What was acknowledged stays, what was not is done once when it is repeated: whatever ends, how and when. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RecoveryTest {

    private static final Flare FLARE = Flare.start();
    private final Bank bank = FLARE.bank();
    private final List<String> accounts =
            IntStream.range(0, 10).mapToObj(i -> bank.openWith("uk", 100_000)).toList();

    @AfterAll
    static void remove() {
        FLARE.close();
    }

    @Test
    void flare_is_stopped_in_the_ordinary_way_under_load() {
        List<Workload.Sent> sent = underLoad(load -> assertThat(FLARE.stop()).isZero());
        FLARE.up();
        new Evidence(bank, accounts).assertAnsweredOrNotDone(sent);
        assertEachOnce(sent);
    }

    @Test
    void flare_is_killed_under_load() {
        List<Workload.Sent> sent = underLoad(load -> FLARE.kill());
        FLARE.up();
        assertEachOnce(sent);
    }

    @Test
    void the_database_is_killed_under_load_and_flare_after_it() {
        List<Workload.Sent> sent = underLoad(load -> {
            FLARE.postgres().kill();
            // Not what others are told: a client that is not told yet would lose its answer with Flare.
            await().atMost(Duration.ofSeconds(30)).until(() -> load.refused() > 0);
            FLARE.kill();
        });
        assertThat(sent).extracting(Workload.Sent::status).doesNotContain(500).contains(503);
        FLARE.up();
        assertEachOnce(sent);
    }

    @Test
    void the_database_is_killed_again_while_it_recovers() {
        List<Workload.Sent> sent = underLoad(load -> {
            FLARE.postgres().kill();
            FLARE.kill();
        });
        FLARE.up();
        FLARE.postgres().kill();
        FLARE.kill();
        FLARE.up();
        assertEachOnce(sent);
    }

    private List<Workload.Sent> underLoad(Consumer<Workload> fault) {
        try (Workload load = new Workload(List.of(FLARE.api()), accounts)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> load.acknowledged() > 400);
            fault.accept(load);
            return load.stop();
        }
    }

    private void assertEachOnce(List<Workload.Sent> sent) {
        Evidence evidence = new Evidence(bank, accounts);
        evidence.assertAcknowledgedOnce(sent);
        sent.stream().filter(each -> !each.isAcknowledged()).forEach(this::repeat);
        evidence.assertAllOnce(sent);
        bank.verify();
    }

    /** Twice: the second time it has been done in any case. */
    private void repeat(Workload.Sent unanswered) {
        Answer first = answer(unanswered);
        Answer second = answer(unanswered);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotency-Hit")).contains("true");
    }

    private Answer answer(Workload.Sent unanswered) {
        Answer answer = Workload.send(bank.api(), unanswered).answer();
        assertThat(answer).isNotNull();
        return answer.expect(201);
    }
}
