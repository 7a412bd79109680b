package dev.flare.participant.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.flare.participant.Participation;
import dev.flare.participant.Permission;
import dev.flare.participant.Row;
import dev.flare.participant.Start;
import dev.flare.participant.endpoints.ParticipantEndpoints;
import dev.flare.participant.report.Outbox;
import dev.flare.participant.report.RefusedReport;
import dev.flare.participant.report.ReportSender;
import dev.flare.participant.report.RestReports;
import dev.flare.participant.support.ServiceDatabase;
import dev.flare.participant.support.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The library and a real supervisor understand each other. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SupervisorContractTest {

    private static final String NAME = "test.work";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Row COMPENSATED = new Row(true, true, false, true);

    private static Supervisor supervisor;
    private static ServiceDatabase database;
    private static Participation participation;
    private static RestReports reports;
    private static ReportSender sender;
    private static HttpServer server;

    @BeforeAll
    static void start() throws SQLException, IOException {
        supervisor = Supervisor.start();
        database = new ServiceDatabase();
        participation = new Participation(NAME, database.dataSource());
        reports = new RestReports(supervisor.url());
        sender = new ReportSender(database.dataSource(), reports).start();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/flare", new ParticipantEndpoints(participation, ServiceDatabase::undo));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        sender.close();
        reports.close();
        database.close();
        supervisor.close();
    }

    private static void register(String id, String onFailure) {
        supervisor.register(id, onFailure, us(id, "PT1M"), "{\"name\":\"other.work\"}");
    }

    private static String us(String id, String deadline) {
        String base = "http://localhost:" + server.getAddress().getPort() + "/flare";
        return "{\"name\":\"" + NAME + "\",\"deadline\":\"" + deadline + "\",\"compensateUrl\":\"" + base
                + "/compensate\",\"statusUrl\":\"" + base + "/status/" + id + "\"}";
    }

    private static Start perform(String id) throws SQLException {
        return participation.perform(id, at -> ServiceDatabase.work(at, id));
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(supervisor.status(id)).isEqualTo(status));
    }

    @Test
    void work_that_was_done_completes_the_transaction() throws SQLException {
        supervisor.register("happy", "HOLD", us("happy", "PT1M"));
        perform("happy");
        awaitStatus("happy", "COMPLETED");
        await().atMost(SOON).until(() -> database.queued().isEmpty());
        assertThat(supervisor.alerts("happy")).isEmpty();
    }

    @Test
    void a_failure_raises_the_alert_with_its_reason() throws SQLException {
        register("failing", "HOLD");
        participation.fail("failing", "no paper\nat all");
        awaitStatus("failing", "HALTED");
        assertThat(supervisor.alerts("failing")).singleElement().satisfies(alert -> {
            assertThat(alert.path("failure").asString()).isEqualTo("REPORTED_FAILURE");
            assertThat(alert.path("reason").asString()).isEqualTo("no paper at all");
        });
    }

    @Test
    void the_failure_of_another_has_the_work_undone() throws SQLException {
        register("undone", "COMPENSATE");
        perform("undone");
        await().atMost(SOON).until(() -> database.queued().isEmpty());
        supervisor.report("undone", "other.work", "FAILED");
        awaitStatus("undone", "COMPENSATED");
        assertThat(participation.row("undone")).contains(COMPENSATED);
        assertThat(database.effects("undone")).isZero();
        assertThat(supervisor.alerts("undone")).hasSize(1);
    }

    @Test
    void a_halt_stops_who_waits_for_the_answer() throws Exception {
        register("fenced", "HOLD");
        supervisor.report("fenced", "other.work", "FAILED");
        assertThat(participation.startAndWait("fenced", reports))
                .isInstanceOfSatisfying(
                        Permission.Denied.class,
                        denied -> assertThat(denied.answer().code()).isEqualTo("TX_HALTED"));
        assertThat(participation.row("fenced")).isEmpty();
    }

    @Test
    void who_waited_and_got_the_answer_completes() throws Exception {
        supervisor.register("waited", "HOLD", us("waited", "PT1M"));
        Permission permission = participation.startAndWait("waited", reports);
        participation.perform((Permission.Given) permission, at -> ServiceDatabase.work(at, "waited"));
        awaitStatus("waited", "COMPLETED");
    }

    @Test
    void a_permission_that_was_not_used_is_compensated_and_then_useless() throws Exception {
        register("unused", "COMPENSATE");
        Permission permission = participation.startAndWait("unused", reports);
        supervisor.report("unused", "other.work", "FAILED");
        awaitStatus("unused", "COMPENSATED");
        assertThat(participation.perform((Permission.Given) permission, at -> ServiceDatabase.work(at, "unused")))
                .isInstanceOf(Start.Refused.class);
        assertThat(database.effects("unused")).isZero();
    }

    @Test
    void a_row_that_was_changed_by_hand_is_found() throws SQLException {
        register("by-hand", "HOLD");
        participation.perform("by-hand", at -> ServiceDatabase.work(at, "by-hand"));
        try (Connection connection = database.begin();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE flare_participation SET has_completed = false, has_failed = true"
                    + " WHERE transaction_id = 'by-hand'");
            connection.commit();
        }
        awaitStatus("by-hand", "HALTED");
        assertThat(supervisor.alerts("by-hand"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.path("failure").asString()).isEqualTo("ROW_DISAGREES"));
    }

    @Test
    void a_report_that_came_too_late_is_refused_and_kept_and_raises_no_second_alert() throws Exception {
        supervisor.register("late", "COMPENSATE", us("late", "PT0.2S"));
        await().atMost(SOON).until(() -> !supervisor.alerts("late").isEmpty());
        perform("late");
        await().atMost(SOON).until(() -> database.queued().isEmpty());
        assertThat(new Outbox(database.dataSource()).refused(1_000))
                .filteredOn(refused -> refused.report().transactionId().equals("late"))
                .extracting(RefusedReport::code)
                .containsOnly("TX_HALTED");
        assertThat(supervisor.alerts("late")).hasSize(1);
    }

    @Test
    void what_failed_begins_again_after_an_operator_has_resumed() throws SQLException {
        supervisor.register("resumed", "HOLD", us("resumed", "PT1M"));
        participation.fail("resumed", "no paper");
        awaitStatus("resumed", "HALTED");
        supervisor.operate("resumed", "resume");
        try (Connection connection = database.begin()) {
            participation.startAgain(connection, "resumed");
            ServiceDatabase.work(connection, "resumed");
            participation.complete(connection, "resumed");
            connection.commit();
        }
        awaitStatus("resumed", "COMPLETED");
    }

    @Test
    void what_was_registered_too_late_is_sent_again() throws SQLException {
        perform("unregistered");
        await().atMost(SOON).until(() -> database.queued().isEmpty());
        supervisor.register("unregistered", "HOLD", us("unregistered", "PT1M"));
        assertThat(new Outbox(database.dataSource()).sendAgain("unregistered")).isEqualTo(2);
        awaitStatus("unregistered", "COMPLETED");
        assertThat(supervisor.alerts("unregistered")).isEmpty();
    }

    @Test
    void a_supervisor_that_was_away_gets_everything() throws SQLException {
        supervisor.register("away", "HOLD", us("away", "PT1M"));
        supervisor.goAway();
        perform("away");
        await().atMost(SOON).until(() -> sender.state().failure().isPresent());
        assertThat(database.queued()).contains("away STARTED", "away COMPLETED");
        supervisor.comeBack();
        awaitStatus("away", "COMPLETED");
        assertThat(supervisor.alerts("away")).isEmpty();
    }
}
