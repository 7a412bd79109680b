package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A database that neither answers nor hangs up is the worst of them: whoever waits for it waits for ever. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HangingDatabaseTest {

    private static final Flare FLARE = Flare.start();
    private final Bank bank = FLARE.bank();

    @AfterAll
    static void remove() {
        FLARE.close();
    }

    private Answer timely(String path) {
        long began = System.nanoTime();
        Answer answer = bank.api().get(path);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as(path).isLessThan(Duration.ofSeconds(1));
        return answer;
    }

    @Test
    void while_it_hangs_health_answers_and_commands_fail_fast_and_then_all_goes_on_by_itself() {
        String account = bank.openWith("uk", 100);
        String key = Bank.unique("key");
        timely("/actuator/health/readiness").expect(200);
        FLARE.postgres().freeze();
        try {
            Answer refused = deposit(account, key).expect(503, "UNAVAILABLE");
            assertThat(refused.header("Retry-After")).isPresent();
            Answer down = timely("/actuator/health/readiness").expect(503);
            assertThat(down.body()).contains("has not answered since");
            timely("/actuator/health/liveness").expect(200);
            timely("/actuator/prometheus").expect(200);
        } finally {
            FLARE.postgres().thaw();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> deposit(account, key).status() == 201);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> timely("/actuator/health/readiness").status() == 200);
        assertThat(bank.balance(account)).isEqualTo(107);
        bank.verify();
    }

    private Answer deposit(String account, String key) {
        long began = System.nanoTime();
        Answer answer = bank.api().post("/api/accounts/" + account + "/deposits", Map.of("amount", 7), key);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        return answer;
    }
}
