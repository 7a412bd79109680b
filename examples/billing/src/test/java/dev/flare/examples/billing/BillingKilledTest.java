package dev.flare.examples.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.conformance.CaseResult;
import dev.flare.conformance.ConformanceRun;
import dev.flare.conformance.Endpoints;
import dev.flare.conformance.Result;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.participant.support.Supervisor;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The service as a process under a real supervisor, killed at awkward moments: nothing is lost and nothing is done twice. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BillingKilledTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String OTHER = "{\"name\":\"stock.reservations\",\"deadline\":\"PT5M\"}";
    private static final URI NOWHERE = URI.create("http://localhost:1");

    private static Supervisor supervisor;
    private static HikariDataSource database;
    private static BillingProcess billing;

    @BeforeAll
    static void start() throws IOException, SQLException {
        supervisor = Supervisor.start();
        PostgresServer server = TestPostgres.owner();
        String name = "billing_" + ProcessHandle.current().pid();
        billing = new BillingProcess(
                BillingProcess.freePort(),
                Map.of(
                        "BILLING_DATABASE_URL", server.url(name),
                        "BILLING_DATABASE_USER", server.user(),
                        "BILLING_DATABASE_PASSWORD", server.password(),
                        "FLARE_URL", supervisor.url().toString()));
        database = server.open(name, "test", 4);
    }

    @AfterAll
    static void stop() {
        billing.close();
        database.close();
        supervisor.close();
    }

    @Test
    void killed_before_the_commit_nothing_is_there_and_the_work_can_be_asked_for_again() throws Exception {
        supervisor.register("before-commit", "HOLD", billing.enlisted("before-commit", "PT1M"));
        try (Connection lock = locked("invoices")) {
            billing.ask("before-commit", 100);
            awaitWhoWaitsFor("invoices");
            billing.kill();
            lock.rollback();
        }
        billing.startAgain(supervisor.url());
        assertThat(count("SELECT count(*) FROM invoices WHERE transaction_id = 'before-commit'"))
                .isZero();
        assertThat(billing.issue("before-commit", 100)).isEqualTo(201);
        assertThat(billing.issue("before-commit", 100)).isEqualTo(200);
        awaitStatus("before-commit", "COMPLETED");
        assertThat(count("SELECT count(*) FROM invoices WHERE transaction_id = 'before-commit'"))
                .isEqualTo(1);
        assertThat(supervisor.alerts("before-commit")).isEmpty();
    }

    @Test
    void killed_after_the_commit_and_before_the_report_it_is_reported_by_the_next_one() throws Exception {
        supervisor.register("before-report", "HOLD", billing.enlisted("before-report", "PT1M"));
        billing.kill();
        billing.startAgain(NOWHERE);
        assertThat(billing.issue("before-report", 100)).isEqualTo(201);
        billing.kill();
        assertThat(supervisor.status("before-report")).isEqualTo("RUNNING");
        billing.startAgain(supervisor.url());
        awaitStatus("before-report", "COMPLETED");
        assertThat(count("SELECT count(*) FROM invoices WHERE transaction_id = 'before-report'"))
                .isEqualTo(1);
        assertThat(supervisor.alerts("before-report")).isEmpty();
    }

    @Test
    void killed_until_the_deadline_has_passed_there_is_one_alert_and_the_work_is_undone() throws Exception {
        billing.kill();
        billing.startAgain(NOWHERE);
        supervisor.register("too-late", "COMPENSATE", billing.enlisted("too-late", "PT2S"));
        assertThat(billing.issue("too-late", 100)).isEqualTo(201);
        billing.kill();
        await().atMost(SOON).until(() -> supervisor.alerts("too-late").size() == 1);
        billing.startAgain(supervisor.url());
        awaitStatus("too-late", "COMPENSATED");
        await().atMost(SOON).until(() -> count("SELECT count(*) FROM flare_outbox WHERE refused_at IS NULL") == 0);
        assertThat(count("SELECT count(*) FROM invoices WHERE transaction_id = 'too-late'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM credit_notes WHERE transaction_id = 'too-late'"))
                .isEqualTo(1);
        assertThat(supervisor.alerts("too-late"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.path("failure").asString()).isEqualTo("NOT_STARTED_IN_TIME"));
    }

    @Test
    void killed_during_the_compensation_it_is_undone_once_by_the_next_one() throws Exception {
        supervisor.register("undoing", "COMPENSATE", billing.enlisted("undoing", "PT5M"), OTHER);
        assertThat(billing.issue("undoing", 100)).isEqualTo(201);
        await().atMost(SOON).until(() -> hasCompleted("undoing"));
        try (Connection lock = locked("credit_notes")) {
            supervisor.report("undoing", "stock.reservations", "FAILED");
            awaitWhoWaitsFor("credit_notes");
            billing.kill();
            lock.rollback();
        }
        billing.startAgain(supervisor.url());
        awaitStatus("undoing", "COMPENSATED");
        assertThat(count("SELECT count(*) FROM credit_notes WHERE transaction_id = 'undoing'"))
                .isEqualTo(1);
        assertThat(supervisor.alerts("undoing")).hasSize(1);
        assertThat(billing.issue("undoing", 100)).isEqualTo(409);
    }

    @Test
    void what_it_cannot_bill_is_a_failure_and_the_alert_says_why() throws Exception {
        supervisor.register("too-much", "HOLD", billing.enlisted("too-much", "PT1M"));
        assertThat(billing.issue("too-much", 2_000_000)).isEqualTo(422);
        awaitStatus("too-much", "HALTED");
        assertThat(supervisor.alerts("too-much")).singleElement().satisfies(alert -> assertThat(
                        alert.path("reason").asString())
                .isEqualTo("nobody is billed more than 1000000"));
    }

    @Test
    void it_conforms_under_supervision() {
        Endpoints endpoints = Endpoints.at(URI.create(billing.url() + "/flare"));
        ConformanceRun.Supervised supervised = new ConformanceRun.Supervised(supervisor.url(), "billing.invoices");
        Result result = new ConformanceRun(endpoints, supervised).run(one -> {});
        assertThat(result.cases()).allMatch(CaseResult::isRight).hasSize(14);
        assertThat(result.showsEffects()).isTrue();
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(supervisor.status(id)).isEqualTo(status));
    }

    private static boolean hasCompleted(String id) {
        return supervisor
                .transaction(id)
                .path("participants")
                .get(0)
                .path("hasCompleted")
                .asBoolean();
    }

    /** Nobody can write into it until the connection's transaction ends. */
    private static Connection locked(String table) throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
        }
        return connection;
    }

    private static void awaitWhoWaitsFor(String table) {
        await().atMost(SOON)
                .until(() -> count("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + table
                                + "'::regclass")
                        > 0);
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
