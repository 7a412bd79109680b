package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that neither answers nor hangs up is the worst of them: whoever waits for it waits for ever. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("alone")
class HangingDatabaseTest {

    private static final Flare FLARE = Flare.start();
    private final Bank bank = FLARE.bank();

    @AfterAll
    static void remove() {
        FLARE.close();
    }

    /** Far less than a statement's patience, which is 5 s: it did not wait for the database. */
    private Answer timely(String path) {
        long began = System.nanoTime();
        Answer answer = bank.api().get(path);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as(path).isLessThan(Duration.ofSeconds(3));
        return answer;
    }

    @Test
    void while_it_hangs_health_answers_and_commands_fail_fast_and_then_all_goes_on_by_itself() {
        String account = bank.openWith("uk", 100);
        String key = Bank.unique("key");
        awaitReady();
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
        awaitReady();
        assertThat(bank.balance(account)).isEqualTo(107);
        bank.verify();
    }

    /** In each region something else: a lock on the end of the log, no connection to be had, a server that only reads. */
    @Test
    void what_others_do_to_a_database_is_503_in_time_and_passes() throws Exception {
        List<String> accounts = Stream.of("uk", "au", "us")
                .map(region -> bank.openWith(region, 100))
                .toList();
        List<String> keys = accounts.stream().map(account -> Bank.unique("key")).toList();
        try (Connection holder = FLARE.postgres().connect("uk");
                Statement held = holder.createStatement()) {
            holder.setAutoCommit(false);
            held.execute("SELECT 1 FROM head FOR UPDATE");
            FLARE.postgres().run("postgres", "ALTER DATABASE au CONNECTION LIMIT 0");
            FLARE.postgres().run("postgres", "ALTER DATABASE us SET default_transaction_read_only = on");
            FLARE.postgres().run("postgres", """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname IN ('au', 'us') AND usename <> 'postgres'""");
            List<Answer> refused = Together.clients(
                    3, Duration.ofSeconds(30), client -> deposit(accounts.get(client), keys.get(client)));
            assertThat(refused).allSatisfy(answer -> {
                answer.expect(503, "UNAVAILABLE");
                assertThat(answer.header("Retry-After")).isPresent();
            });
        } finally {
            FLARE.postgres().run("postgres", "ALTER DATABASE au CONNECTION LIMIT -1");
            FLARE.postgres().run("postgres", "ALTER DATABASE us RESET default_transaction_read_only");
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> Together.clients(
                        3, Duration.ofSeconds(30), client -> deposit(accounts.get(client), keys.get(client)))
                .forEach(answer -> answer.expect(201)));
        assertThat(accounts).allMatch(account -> bank.balance(account) == 107);
        bank.verify();
    }

    private void awaitReady() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> timely("/actuator/health/readiness").status() == 200);
    }

    private Answer deposit(String account, String key) {
        long began = System.nanoTime();
        Answer answer = bank.api().post("/api/accounts/" + account + "/deposits", Map.of("amount", 7), key);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        return answer;
    }
}
