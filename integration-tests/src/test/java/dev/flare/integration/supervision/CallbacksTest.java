package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Api;
import dev.flare.integration.support.Flare;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the supervisor asks of participants: to undo their work, and what their own rows say. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CallbacksTest {

    private static final Api API = Flare.shared().api();
    private static final String AU = "au.ledger";
    private static final String UK = "uk.ledger";
    private static final String BILLING = "billing.invoices";
    private static final String PARCELS = "shipping.parcels";
    private static final String AGREES = "{\"hasStarted\":1,\"hasCompleted\":1,\"hasFailed\":0}";

    private final Participants participants = new Participants();

    @AfterEach
    void close() {
        participants.close();
    }

    private String undo(String participant) {
        return participants.url("/undo/" + participant);
    }

    private List<Participants.Call> calls(String participant) {
        return participants.calls("/undo/" + participant);
    }

    @Test
    void whoever_started_is_compensated_once_in_reverse_order() {
        Supervised one = Enlisting.undone()
                .with(AU)
                .compensateUrl(undo(AU))
                .with(UK)
                .compensateUrl(undo(UK))
                .with(BILLING)
                .compensateUrl(undo(BILLING))
                .with(PARCELS)
                .compensateUrl(undo(PARCELS))
                .register(API);
        one.report(UK, "STARTED").expect(200);
        one.does(AU);
        one.report(BILLING, "STARTED").expect(200);
        one.report(BILLING, "FAILED", "no paper").expect(200);
        one.awaitStatus("COMPENSATED");

        assertThat(one.compensated()).containsExactly(BILLING, AU, UK);
        assertThat(participants.calls())
                .extracting(Participants.Call::path)
                .containsExactly("/undo/" + BILLING, "/undo/" + AU, "/undo/" + UK);
        Participants.Call call = calls(AU).getFirst();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.header("Content-Type")).startsWith("application/json");
        assertThat(call.header("Idempotency-Key")).contains(one.id(), AU);
        assertThat(call.header("X-Flare-Transaction-Id")).isEqualTo(one.id());
        assertThat(call.header("X-Correlation-Id"))
                .isEqualTo(one.alert().required("correlationId").stringValue());
        assertThat(call.json().required("transactionId").stringValue()).isEqualTo(one.id());
        assertThat(call.json().required("participant").stringValue()).isEqualTo(AU);
        assertThat(call.json().required("alertId")).isEqualTo(one.now().required("alertId"));
        assertThat(call.json().required("reason").stringValue()).isEqualTo("no paper");
        assertThat(one.row(AU)).isEqualTo("1101");
        assertThat(one.row(PARCELS)).isEqualTo("0000");
        assertThat(one.alert().required("escalations").intValue()).isZero();
        one.assertAlerts(1);
    }

    @Test
    void nobody_is_called_when_nobody_started() {
        Supervised one = Enlisting.undone()
                .with(AU)
                .compensateUrl(undo(AU))
                .with(UK)
                .compensateUrl(undo(UK))
                .register(API);
        one.report(AU, "FAILED").expect(200);
        assertThat(one.status()).isEqualTo("COMPENSATED");
        one.assertAlerts(1);
        assertThat(participants.calls()).isEmpty();
    }

    /** All at once, so that one waits for none of the others. */
    @Test
    void a_failing_compensation_escalates_once_and_is_tried_until_it_succeeds() {
        try (Participants refusing = new Participants()) {
            Supervised broken = failing(undo("broken"));
            Supervised hanging = failing(undo("hanging"));
            Supervised redirecting = failing(undo("redirecting"));
            Supervised refused = failing(refusing.url("/undo/refused"));
            List<Supervised> all = List.of(broken, hanging, redirecting, refused);
            participants.answers("/undo/broken", 500);
            participants.answers("/undo/redirecting", 302);
            participants.hangs("/undo/hanging");
            refusing.refuse();

            all.forEach(CallbacksTest::fail);
            all.forEach(CallbacksTest::awaitEscalated);
            Supervised.soon().until(() -> calls("broken").size() > 2);
            for (Supervised one : all) {
                assertThat(one.status()).isEqualTo("COMPENSATING");
                assertThat(one.alert().required("status").stringValue()).isEqualTo("OPEN");
                assertThat(one.alert().required("next").stringValue()).contains(UK);
                assertThat(one.row(UK)).isEqualTo("1100");
            }
            assertThat(calls(AU)).as("not before its turn").isEmpty();

            participants.recovers("/undo/broken");
            participants.recovers("/undo/redirecting");
            participants.recovers("/undo/hanging");
            refusing.listenAgain();
            all.forEach(one -> one.awaitStatus("COMPENSATED"));

            for (Supervised one : all) {
                assertThat(one.compensated()).containsExactly(UK, AU);
                assertThat(one.steps("CompensationFailed")).hasSize(1);
                assertThat(one.alert().required("escalations").intValue()).isEqualTo(1);
                one.assertAlerts(1);
            }
            for (String again : List.of("broken", "hanging", "redirecting")) {
                assertThat(calls(again))
                        .hasSizeGreaterThan(1)
                        .extracting(call -> call.header("Idempotency-Key"))
                        .containsOnly(calls(again).getFirst().header("Idempotency-Key"));
            }
            assertThat(calls(AU)).hasSize(all.size());
        }
    }

    private Supervised failing(String url) {
        return Enlisting.undone()
                .with(AU)
                .compensateUrl(undo(AU))
                .with(UK)
                .compensateUrl(url)
                .with(BILLING)
                .register(API)
                .does(AU)
                .does(UK);
    }

    private static void fail(Supervised one) {
        one.report(BILLING, "FAILED").expect(200);
        one.report(AU, "FAILED").expect(409, "TX_HALTED");
    }

    private static void awaitEscalated(Supervised one) {
        Supervised.soon().untilAsserted(() -> {
            JsonNode alert = one.alert();
            assertThat(alert.required("escalations").intValue())
                    .as(one.explain().toString())
                    .isEqualTo(1);
            assertThat(one.delivery("log").required("status").stringValue()).isEqualTo("DELIVERED");
            assertThat(one.steps("AlertDelivered")).hasSizeBetween(1, 2);
        });
    }

    @Test
    void who_cannot_be_called_has_its_deadline_to_report_that_it_compensated() {
        Supervised one = Enlisting.undone().with(AU, "PT1S").with(UK).register(API);
        one.does(AU);
        one.report(UK, "FAILED").expect(200);
        assertThat(one.alert().required("escalations").intValue()).isZero();
        awaitEscalated(one);
        assertThat(one.status()).isEqualTo("COMPENSATING");
        one.report(AU, "COMPENSATED").expect(200);
        assertThat(one.status()).isEqualTo("COMPENSATED");
        one.assertAlerts(1);
    }

    @Test
    void an_operator_gives_up_what_cannot_be_compensated_and_nobody_is_called_again() {
        participants.answers("/undo/" + AU, 500);
        Supervised one = Enlisting.undone()
                .with(AU)
                .compensateUrl(undo(AU))
                .with(UK)
                .register(API)
                .does(AU);
        one.report(UK, "FAILED").expect(200);
        awaitEscalated(one);
        one.act("compensate").expect(409, "NOT_POSSIBLE_NOW");
        one.act("abandon").expect(200);
        int calls = calls(AU).size();
        Supervised.soon().during(Duration.ofMillis(1_500)).until(() -> calls(AU).size() <= calls + 1);
        assertThat(one.status()).isEqualTo("ABANDONED");
        one.assertAlerts(1);
    }

    @Test
    void rows_that_agree_raise_no_alarm() {
        participants.answers("/rows/uk", 200, AGREES);
        Supervised one = Enlisting.held()
                .with(AU)
                .with(UK)
                .statusUrl(participants.url("/rows/uk"))
                .register(API)
                .does(UK);
        Supervised.soon().until(() -> one.steps("RowAgreed").size() == 1);
        one.does(AU);
        assertThat(one.status()).isEqualTo("COMPLETED");
        one.assertAlerts(0);
        assertThat(participants.calls("/rows/uk")).hasSizeBetween(1, 2);
        assertThat(participants.calls("/rows/uk").getFirst().header("X-Flare-Participant"))
                .isEqualTo(UK);
    }

    /** @param answer of the participant that reported COMPLETED */
    record RowCase(String what, int status, String answer, String failure) {}

    @Test
    void rows_that_disagree_or_cannot_be_read_are_first_failures() {
        Stream.of(
                        new RowCase("started", 200, "{\"hasStarted\":true,\"hasCompleted\":false}", "ROW_DISAGREES"),
                        new RowCase(
                                "failed", 200, AGREES.replace("\"hasFailed\":0", "\"hasFailed\":1"), "ROW_DISAGREES"),
                        new RowCase("none", 404, "", "ROW_DISAGREES"),
                        new RowCase("empty", 204, "", "ROW_DISAGREES"),
                        new RowCase("broken", 500, "", "PARTICIPANT_UNREACHABLE"),
                        new RowCase("garbage", 200, "<html>", "PARTICIPANT_UNREACHABLE"))
                .map(row -> {
                    participants.answers("/rows/" + row.what(), row.status(), row.answer());
                    return new Started(
                            row,
                            reading(row.what()).with(AU).register(API).does(UK),
                            reading(row.what()).register(API).does(UK));
                })
                .toList()
                .forEach(Started::assertFailed);
    }

    private Enlisting reading(String row) {
        return Enlisting.held().with(UK, "PT1S").statusUrl(participants.url("/rows/" + row));
    }

    /** @param completed before its row was read */
    private record Started(RowCase row, Supervised running, Supervised completed) {

        void assertFailed() {
            for (Supervised one : List.of(running, completed)) {
                Supervised.soon().until(() -> !one.now().path("alertId").isNull());
                JsonNode alert = one.alert();
                assertThat(alert.required("failure").stringValue())
                        .as(row.what())
                        .isEqualTo(row.failure());
                assertThat(alert.required("participant").stringValue()).isEqualTo(UK);
                assertThat(Supervised.row(alert, "matrix", UK)).isEqualTo("1100");
                one.assertAlerts(1);
            }
            assertThat(running.status()).isEqualTo("HALTED");
            assertThat(completed.status()).isEqualTo("COMPLETED");
        }
    }

    @Test
    void a_row_that_could_not_be_read_for_a_while_and_then_agrees_raises_no_alarm() {
        try (Participants away = new Participants()) {
            away.answers("/row", 200, AGREES);
            away.refuse();
            Supervised one = Enlisting.held()
                    .with(UK, "PT30S")
                    .statusUrl(away.url("/row"))
                    .register(API)
                    .does(UK);
            Supervised.soon().until(() -> Flare.shared()
                    .postgres()
                    .ask(
                            "supervisor",
                            "SELECT attempts FROM work WHERE queue = 'row' AND transaction_id = '" + one.id() + "'")
                    .matches("[2-9]"));
            away.listenAgain();
            Supervised.soon().until(() -> one.steps("RowAgreed").size() == 1);
            one.assertAlerts(0);
        }
    }

    @Test
    void work_that_nobody_reported_is_found_by_its_row_and_undone() {
        participants.answers("/rows/silent", 200, "{\"hasStarted\":true}");
        participants.answers("/rows/idle", 404);
        Supervised one = Enlisting.undone()
                .with(AU)
                .compensateUrl(undo(AU))
                .with(UK)
                .statusUrl(participants.url("/rows/silent"))
                .compensateUrl(undo(UK))
                .with(BILLING)
                .statusUrl(participants.url("/rows/idle"))
                .compensateUrl(undo(BILLING))
                .with(PARCELS)
                .register(API)
                .does(AU);
        one.report(PARCELS, "FAILED").expect(200);
        one.awaitStatus("COMPENSATED");

        assertThat(one.compensated()).containsExactlyInAnyOrder(AU, UK);
        assertThat(calls(BILLING)).isEmpty();
        assertThat(one.row(UK)).isEqualTo("0001");
        JsonNode evidence = one.alert().required("evidence").get(0);
        assertThat(evidence.required("source").stringValue()).isEqualTo("ROW");
        assertThat(evidence.required("participant").stringValue()).isEqualTo(UK);
        one.assertAlerts(1);
    }

    /** Nobody can say that everything is undone while somebody's row is unknown. */
    @Test
    void a_row_that_cannot_be_read_while_compensating_escalates_until_it_can() {
        participants.answers("/rows/away", 503);
        Supervised one = Enlisting.undone()
                .with(AU)
                .with(UK, "PT0.5S")
                .statusUrl(participants.url("/rows/away"))
                .register(API);
        one.report(AU, "FAILED").expect(200);
        awaitEscalated(one);
        assertThat(one.status()).isEqualTo("COMPENSATING");
        participants.answers("/rows/away", 404);
        one.awaitStatus("COMPENSATED");
        assertThat(one.steps("CompensationFailed")).hasSize(1);
        one.assertAlerts(1);
    }
}
