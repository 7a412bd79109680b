package dev.flare.integration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Deployment;
import dev.flare.integration.support.ExecutableJar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Supervisor or command side or both, processes of their own, die between two steps of a transfer between regions, with the first of
 * them in its log and nobody told of it: one transfer arrives, one comes back with one alert. {@code -Dflare.full=true} takes every
 * step, else one for each of the two, behind which it was doing something that must be done once.
 */
class KilledAtEveryStepIT {

    private static final String SUPERVISOR = "supervisor";

    /** Who dies, and what is its own in the databases. */
    enum Side {
        COMMANDS("command-side", "flare_command"),
        SUPERVISION("saga-supervisor", "flare_supervisor");

        private final String module;
        private final String role;

        Side(String module, String role) {
            this.module = module;
            this.role = role;
        }
    }

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

    private static final Deployment FLARE = new Deployment("killed", "uk,au").migrated();
    private static final Map<Side, ExecutableJar> SIDES = new EnumMap<>(Side.class);
    private static final ExecutableJar QUERIES = FLARE.start("query-side");

    @AfterAll
    static void close() {
        FLARE.close();
    }

    /** Those that are not up. */
    private static void up() {
        for (Side side : Side.values()) {
            SIDES.computeIfAbsent(
                    side, one -> FLARE.start(one.module, Map.of("FLARE_SAGA_TRANSFER_DEADLINE", "PT120S")));
        }
        SIDES.values().forEach(ExecutableJar::awaitReady);
        QUERIES.awaitReady();
    }

    private static Bank bank() {
        return new Bank(SIDES.get(Side.COMMANDS).api(), QUERIES.api());
    }

    private static BetweenRegions seen(String id) {
        return new BetweenRegions(SIDES.get(Side.SUPERVISION).api(), id);
    }

    private static String sent(Bank bank, String from, String to, long amount) {
        Answer accepted = bank.transfer(from, to, amount).expect(202);
        return accepted.text("transactionId");
    }

    static Stream<Arguments> deaths() {
        return Boolean.getBoolean("flare.full")
                ? Stream.of(Step.values())
                        .flatMap(step -> Stream.of(
                                arguments(step, EnumSet.of(Side.SUPERVISION)),
                                arguments(step, EnumSet.of(Side.COMMANDS)),
                                arguments(step, EnumSet.allOf(Side.class))))
                : Stream.of(
                        arguments(Step.RECEIVED_OR_REFUSED, EnumSet.of(Side.SUPERVISION)),
                        arguments(Step.COMPLETED_OR_FENCED, EnumSet.of(Side.COMMANDS)));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void it_ends_as_if_nobody_had_died(Step last, Set<Side> dying) throws SQLException {
        up();
        Bank bank = bank();
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        String arriving;
        String returning;
        try (Gates gates = new Gates(FLARE)) {
            gates.close("au");
            gates.close(SUPERVISOR);
            arriving = sent(bank, payer, payee, 40);
            returning = sent(bank, payer, Bank.unique("au-nobody"), 10);
            gates.close("uk");
            for (Step step : Step.values()) {
                if (step != Step.SENT && step.ordinal() <= last.ordinal()) {
                    gates.pass(step, arriving, returning);
                }
            }
            for (Side side : dying) {
                SIDES.remove(side).kill();
                gates.endAllOf(side.role);
            }
        }
        up();
        assertThat(seen(arriving).awaitEnd().status()).isEqualTo("COMPLETED");
        assertThat(seen(arriving).alerts()).isEmpty();
        assertThat(seen(returning).awaitEnd().status()).isEqualTo("COMPENSATED");
        assertThat(seen(returning).alerts()).hasSize(1);
        assertThat(bank().balance(payer)).isEqualTo(60);
        assertThat(bank().balance(payee)).isEqualTo(40);
        bank().verify();
        assertThat(SIDES.get(Side.SUPERVISION)
                        .api()
                        .get("/api/alerts?type=conservation")
                        .expect(200)
                        .body())
                .contains("\"data\":[]");
    }

    /** Behind a closed one nothing is appended to a log. */
    private record Gates(Deployment flare, Map<String, Connection> closed) implements AutoCloseable {

        Gates(Deployment flare) {
            this(flare, new TreeMap<>());
        }

        void close(String database) throws SQLException {
            Connection holder = flare.connect(database);
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
            return step.databases.stream().anyMatch(database -> !flare.ask(
                            database,
                            "SELECT position FROM events WHERE type = '" + type + "' AND tags @> ARRAY['transaction="
                                    + id + "']")
                    .isEmpty());
        }

        /** Whatever a dead process still has under way in the databases ends with it. */
        void endAllOf(String role) throws SQLException {
            for (Connection holder : closed.values()) {
                try (PreparedStatement end = holder.prepareStatement("SELECT pg_terminate_backend(pid, 10000)"
                        + " FROM pg_stat_activity WHERE datname = current_database() AND usename = ?")) {
                    end.setString(1, role);
                    end.execute();
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
