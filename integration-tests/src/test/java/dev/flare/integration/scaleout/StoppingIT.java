package dev.flare.integration.scaleout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Deployment;
import dev.flare.integration.support.Evidence;
import dev.flare.integration.support.ExecutableJar;
import dev.flare.integration.support.Together;
import dev.flare.integration.support.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A command side that is told to stop while it is busy. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StoppingIT {

    /** 128 and the number of the signal: a JVM that ended in order says that it was told to. */
    private static final int ENDED_BY_SIGTERM = 143;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Deployment FLARE = new Deployment("stopping", "uk").migrated();

    @AfterAll
    static void close() {
        FLARE.close();
    }

    @Test
    void everything_that_was_accepted_is_answered_before_a_command_side_ends() {
        ExecutableJar leaving = FLARE.start("command-side");
        ExecutableJar staying = FLARE.start("command-side").awaitReady();
        ExecutableJar query = FLARE.start("query-side").awaitReady();
        leaving.awaitReady();
        Bank bank = new Bank(staying.api(), query.api());
        List<String> accounts = IntStream.range(0, 10)
                .mapToObj(i -> bank.openWith("uk", 100_000))
                .toList();

        List<Workload.Sent> sent;
        try (Workload load = new Workload(List.of(leaving.api()), accounts)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> load.acknowledged() > 400);
            try (Together.Running<List<Integer>> probe = Together.start(1, i -> readinessUntilRefused(leaving))) {
                leaving.terminate();
                assertThat(leaving.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(probe.await(LIMIT).getFirst()).endsWith(503, 0);
            }
            sent = load.stop();
        }

        assertThat(sent).anyMatch(each -> each.answer() == null);
        Evidence evidence = new Evidence(bank, accounts);
        evidence.assertAnsweredOrNotDone(sent);
        evidence.assertAcknowledgedOnce(sent);
        assertThat(leaving.troubles()).isEmpty();
        bank.verify();
    }

    /** What a load balancer's probes were answered, each once, in their order. One that is too late says nothing. */
    private static List<Integer> readinessUntilRefused(ExecutableJar side) {
        List<Integer> seen = new ArrayList<>();
        do {
            int status = side.readiness();
            boolean again = !seen.isEmpty() && seen.getLast() == status;
            if (status != ExecutableJar.TOO_LATE && !again) {
                seen.add(status);
            }
        } while (seen.isEmpty() || seen.getLast() != 0);
        return seen;
    }
}
