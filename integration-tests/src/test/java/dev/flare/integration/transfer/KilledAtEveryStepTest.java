package dev.flare.integration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Supervisor and command side die between two steps of a transfer between regions, with the first of them in its log and nobody told
 * of it: one transfer arrives, one comes back with one alert. {@code -Dflare.full=true} takes every step, else those behind which
 * something was done that must not be done twice.
 */
class KilledAtEveryStepTest {

    private static final String SUPERVISOR = "supervisor";

    /** What stands in the logs when they die: of the transfer that arrives, and of the one that does not. */
    enum Step {
        SENT(List.of("uk"), "ledger.TransferSent", "ledger.TransferSent"),
        REGISTERED(List.of(SUPERVISOR), "supervision.StepRequested", "supervision.StepRequested"),
        RECEIVED_OR_REFUSED(List.of("au"), "ledger.TransferReceived", "ledger.TransferRefused"),
        DECIDED(List.of(SUPERVISOR), "supervision.ParticipantCompleted", "supervision.AlertRaised"),
        SETTLED_OR_HALTED(List.of("uk", "au"), "ledger.TransferSettled", "ledger.TransactionHalted"),
        COMPLETED_OR_FENCED(List.of(SUPERVISOR), "supervision.TransactionCompleted", "supervision.CompensationStarted"),
        RETURNED(List.of("uk"), "ledger.TransferSettled", "ledger.TransferReturned");

        private final List<String> databases;
        private final String arriving;
        private final String returning;

        Step(List<String> databases, String arriving, String returning) {
            this.databases = databases;
            this.arriving = arriving;
            this.returning = returning;
        }
    }

    private static Flare flare;

    @BeforeAll
    static void start() {
        flare = Flare.start(Map.of("FLARE_SAGA_TRANSFER_DEADLINE", "PT120S"));
    }

    @AfterAll
    static void stop() {
        flare.close();
    }

    static Stream<Step> steps() {
        return Boolean.getBoolean("flare.full")
                ? Stream.of(Step.values())
                : Stream.of(Step.RECEIVED_OR_REFUSED, Step.RETURNED);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void it_ends_as_if_nobody_had_died(Step last) throws SQLException {
        Bank bank = flare.bank();
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        BetweenRegions arriving;
        BetweenRegions returning;
        try (Gates gates = new Gates(flare.postgres())) {
            gates.close("au");
            gates.close(SUPERVISOR);
            arriving = BetweenRegions.sent(bank, payer, payee, 40);
            returning = BetweenRegions.sent(bank, payer, Bank.unique("au-nobody"), 10);
            gates.close("uk");
            for (Step step : Step.values()) {
                if (step == Step.SENT || step.ordinal() > last.ordinal()) {
                    continue;
                }
                gates.pass(step, arriving.id(), returning.id());
            }
            flare.kill();
            gates.endOthers();
        }
        flare.up();
        assertThat(arriving.awaitEnd().status()).isEqualTo("COMPLETED");
        assertThat(arriving.alerts()).isEmpty();
        assertThat(returning.awaitEnd().status()).isEqualTo("COMPENSATED");
        assertThat(returning.alerts()).hasSize(1);
        assertThat(bank.balance(payer)).isEqualTo(60);
        assertThat(bank.balance(payee)).isEqualTo(40);
        bank.verify();
        assertThat(bank.api().get("/api/alerts?type=conservation").expect(200).body())
                .contains("\"data\":[]");
    }

    /** Behind a closed one nothing is appended to a log. */
    private record Gates(Postgres postgres, Map<String, Connection> closed) implements AutoCloseable {

        Gates(Postgres postgres) {
            this(postgres, new TreeMap<>());
        }

        void close(String database) throws SQLException {
            Connection holder = postgres.connect(database);
            closed.put(database, holder);
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT FROM head FOR UPDATE");
            }
        }

        private void open(String database) throws SQLException {
            try (Connection holder = closed.remove(database)) {
                holder.rollback();
            }
        }

        /** Lets a step be taken and none after it: each of those that follow is taken in another log. */
        void pass(Step step, String arriving, String returning) throws SQLException {
            for (String database : step.databases) {
                open(database);
            }
            BetweenRegions.soon().until(() -> stands(step, step.arriving, arriving));
            BetweenRegions.soon().until(() -> stands(step, step.returning, returning));
            for (String database : step.databases) {
                close(database);
            }
        }

        private boolean stands(Step step, String type, String id) {
            return step.databases.stream().anyMatch(database -> !postgres.ask(
                            database,
                            "SELECT position FROM events WHERE type = '" + type + "' AND tags @> ARRAY['transaction="
                                    + id + "']")
                    .isEmpty());
        }

        /** Whatever a dead process still has under way in the databases ends with it. */
        void endOthers() throws SQLException {
            for (Connection holder : closed.values()) {
                try (Statement statement = holder.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
            }
        }

        @Override
        public void close() throws SQLException {
            for (String database : new ArrayList<>(closed.keySet())) {
                open(database);
            }
        }
    }
}
