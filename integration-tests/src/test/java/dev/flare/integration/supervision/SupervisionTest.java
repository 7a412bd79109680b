package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A transaction of three databases, from its registration to its end, over REST alone. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SupervisionTest {

    private static final Api API = Flare.shared().api();
    private static final String AU = "au.ledger";
    private static final String UK = "uk.ledger";
    private static final String BILLING = "billing.invoices";
    private static final String SHORT = "PT0.3S";

    private static Enlisting three() {
        return Enlisting.held().with(AU).with(UK).with(BILLING).after(AU, UK);
    }

    @Test
    void everybody_completes_and_nobody_is_alarmed() {
        Enlisting wanted = three();
        Answer registered = API.post("/api/transactions", wanted.body()).expect(201);
        Supervised one = new Supervised(API, wanted.id(), wanted.type(), registered.position());
        assertThat(registered.header("Location")).contains(one.path());
        assertThat(registered.header("X-Correlation-Id")).isPresent();
        assertThat(one.status()).isEqualTo("RUNNING");

        Answer started = one.report(AU, "STARTED").expect(200);
        assertThat(started.text("state")).isEqualTo("STARTED");
        assertThat(started.position()).isGreaterThan(registered.position());
        one.report(UK, "STARTED").expect(200);
        one.report(AU, "COMPLETED").expect(200);
        one.report(UK, "COMPLETED").expect(200);
        assertThat(one.status()).isEqualTo("RUNNING");
        one.does(BILLING);

        JsonNode done = one.now();
        assertThat(done.required("status").stringValue()).isEqualTo("COMPLETED");
        assertThat(done.path("alertId").isNull()).isTrue();
        assertThat(Stream.of(AU, UK, BILLING).map(one::row)).containsOnly("1100");
        assertThat(one.explain().path("firstFailure").isNull()).isTrue();
        assertThat(one.explain().required("actions")).isEmpty();
        one.assertAlerts(0);
        assertThat(one.report(AU, "STARTED").expect(200).body()).isEqualTo(started.body());
    }

    /** @param last the report that is the failure; null when it is that none comes */
    record Kind(
            String failure,
            Enlisting enlisting,
            List<String> before,
            String participant,
            String last,
            int status,
            String code,
            String row) {

        @Override
        public String toString() {
            return failure;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("REPORTED_FAILURE", three(), List.of("STARTED"), UK, "FAILED", 200, "", "1010"),
                new Kind(
                        "NOT_STARTED_IN_TIME",
                        Enlisting.held().with(AU).with(UK, SHORT),
                        List.of(),
                        UK,
                        null,
                        0,
                        "",
                        "0000"),
                new Kind(
                        "NOT_COMPLETED_IN_TIME",
                        Enlisting.held().with(AU).with(UK, "PT1S"),
                        List.of("STARTED"),
                        UK,
                        null,
                        0,
                        "",
                        "1000"),
                new Kind("COMPLETED_WITHOUT_START", three(), List.of(), UK, "COMPLETED", 409, "NOT_STARTED", "0000"),
                new Kind("STARTED_TOO_EARLY", three(), List.of(), BILLING, "STARTED", 409, "TX_HALTED", "0000"),
                new Kind(
                        "CONTRADICTION",
                        three(),
                        List.of("STARTED", "COMPLETED"),
                        UK,
                        "FAILED",
                        409,
                        "CONTRADICTION",
                        "1100"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void the_first_failure_of_each_kind_raises_one_alert_and_halts(Kind kind) {
        Supervised one = kind.enlisting().register(API);
        one.report(AU, "STARTED").expect(200);
        kind.before().forEach(state -> one.report(kind.participant(), state).expect(200));
        Answer last = kind.last() == null ? null : one.report(kind.participant(), kind.last(), "no more paper");
        if (last == null) {
            one.awaitStatus("HALTED");
        } else {
            last.expect(kind.status(), kind.code());
        }

        assertThat(one.status()).isEqualTo("HALTED");
        JsonNode alert = one.alert();
        assertThat(alert.required("participant").stringValue()).isEqualTo(kind.participant());
        assertThat(alert.required("failure").stringValue()).isEqualTo(kind.failure());
        assertThat(alert.required("reason").stringValue()).isNotBlank();
        assertThat(alert.required("status").stringValue()).isEqualTo("OPEN");
        assertThat(alert.required("next").stringValue()).isEqualTo("it waits for an operator");
        assertThat(Supervised.row(alert, "matrix", AU)).isEqualTo("1000");
        assertThat(Supervised.row(alert, "matrix", kind.participant())).isEqualTo(kind.row());
        assertThat(alert.required("actions").findValuesAsString("action"))
                .containsExactly("resume", "compensate", "abandon");
        if (last != null) {
            assertThat(alert.required("correlationId").stringValue())
                    .isEqualTo(last.header("X-Correlation-Id").orElseThrow());
        }
        assertThat(API.get(alert.required("runbook").stringValue()).expect(200).body())
                .startsWith("# ");
        JsonNode first = one.explain().required("firstFailure");
        for (String same : List.of("alertId", "participant", "failure", "reason")) {
            assertThat(first.required(same)).isEqualTo(alert.required(same));
        }
        one.report(AU, "COMPLETED").expect(409, "TX_HALTED");
        assertThat(one.row(AU)).as("nothing goes on").isEqualTo("1000");
        assertThat(one.alert().required("evidence").findValuesAsString("participant"))
                .contains(AU);
        one.awaitDelivered("log");
        one.assertAlerts(1);
        one.act("abandon").expect(200);
        one.assertAlerts(1);
    }

    @Test
    void a_contradiction_after_the_end_is_an_alert_and_changes_nothing() {
        Supervised one = Enlisting.held().with(AU).register(API).does(AU);
        one.report(AU, "FAILED").expect(409, "CONTRADICTION");
        one.report(AU, "FAILED").expect(409, "CONTRADICTION");
        assertThat(one.status()).isEqualTo("COMPLETED");
        assertThat(one.alert().required("failure").stringValue()).isEqualTo("CONTRADICTION");
        one.assertAlerts(1);
    }

    /** Whoever reports when his time is over comes after the failure, whether or not anybody has noticed it. */
    @Test
    void a_report_after_the_deadline_is_too_late_and_kept() {
        Supervised one = Enlisting.held().with(AU, "PT0.2S").register(API);
        Instant due = Instant.parse(
                one.now().required("participants").get(0).required("dueAt").stringValue());
        Supervised.soon().until(() -> Instant.now().isAfter(due));
        Answer late = one.report(AU, "STARTED");
        late.expect(409, "TX_HALTED");
        assertThat(one.alert().required("evidence").findValuesAsString("state")).containsExactly("STARTED");
        one.assertAlerts(1);
    }

    @Test
    void deadlines_of_those_that_come_later_run_from_the_completion_of_those_before() {
        Supervised one = Enlisting.held().with(AU).with(UK, "PT0.2S").after(AU).register(API);
        one.report(AU, "STARTED").expect(200);
        assertThat(one.now().required("participants").get(1).path("dueAt").isNull())
                .isTrue();
        one.report(AU, "COMPLETED").expect(200);
        one.awaitStatus("HALTED");
        JsonNode alert = one.alert();
        assertThat(alert.required("failure").stringValue()).isEqualTo("NOT_STARTED_IN_TIME");
        Instant completed = Instant.parse(one.steps("ParticipantCompleted")
                .getFirst()
                .required("recordedAt")
                .stringValue());
        Instant raised = Instant.parse(alert.required("raisedAt").stringValue());
        assertThat(raised).isAfter(completed.plusMillis(200));
        one.assertAlerts(1);
    }

    @Test
    void after_it_was_resumed_a_new_failure_is_a_new_alert_and_an_old_one_stays_resolved() {
        Supervised one = three().register(API);
        one.report(UK, "STARTED").expect(200);
        one.report(UK, "FAILED", "locked").expect(200);
        one.report(UK, "FAILED", "locked").expect(200);
        String first = one.now().required("alertId").stringValue();
        one.assertAlerts(1);

        one.act("resume").expect(200);
        one.act("resume").expect(409, "NOT_POSSIBLE_NOW");
        assertThat(one.status()).isEqualTo("RUNNING");
        assertThat(one.row(UK)).isEqualTo("1000");
        assertThat(one.alert(first).required("status").stringValue()).isEqualTo("RESOLVED");
        one.report(UK, "COMPLETED").expect(200);
        one.report(AU, "FAILED", "also locked").expect(200);

        one.assertAlerts(2);
        JsonNode second = one.alert();
        assertThat(second.required("alertId").stringValue()).isNotEqualTo(first);
        assertThat(second.required("participant").stringValue()).isEqualTo(AU);
        one.act("abandon").expect(200);
        assertThat(one.status()).isEqualTo("ABANDONED");
        one.act("resume").expect(409, "NOT_POSSIBLE_NOW");
        one.report(AU, "STARTED").expect(409, "TX_HALTED");
        one.assertAlerts(2);
        assertThat(one.listedAlerts())
                .extracting(alert -> alert.required("status").stringValue())
                .containsOnly("RESOLVED");
    }

    @Test
    void it_completes_after_it_was_resumed() {
        Supervised one = Enlisting.held().with(AU).with(UK, SHORT).register(API);
        one.does(AU);
        one.awaitStatus("HALTED");
        one.act("resume").expect(200);
        one.report(UK, "STARTED");
        one.report(UK, "COMPLETED");
        int due = one.status().equals("COMPLETED") ? 1 : 2; // on a very slow machine its second deadline passes too
        one.assertAlerts(due);
    }

    @Test
    void who_compensates_by_himself_reports_it() {
        Supervised one = Enlisting.held().with(AU).with(UK).with(BILLING).register(API);
        one.does(AU);
        one.report(UK, "STARTED").expect(200);
        one.report(BILLING, "FAILED").expect(200);
        assertThat(one.explain()
                        .required("actions")
                        .get(1)
                        .required("compensates")
                        .values())
                .extracting(JsonNode::stringValue)
                .containsExactly(UK, AU);
        one.act("compensate").expect(200);
        assertThat(one.status()).isEqualTo("COMPENSATING");
        one.report(UK, "COMPENSATED").expect(200);
        assertThat(one.status()).isEqualTo("COMPENSATING");
        Answer last = one.report(AU, "COMPENSATED").expect(200);
        assertThat(one.status()).isEqualTo("COMPENSATED");
        assertThat(one.report(AU, "COMPENSATED").expect(200).body()).isEqualTo(last.body());
        one.assertAlerts(1);
        assertThat(one.alert().required("status").stringValue()).isEqualTo("RESOLVED");
    }

    @Test
    void an_alert_is_acknowledged_with_a_reason() {
        Supervised one = Enlisting.held().with(AU).register(API);
        one.report(AU, "FAILED").expect(200);
        String acknowledge = "/api/alerts/" + one.now().required("alertId").stringValue() + "/acknowledge";
        Answer seen = API.post(acknowledge, Map.of("reason", "calling them")).expect(200);
        assertThat(seen.text("status")).isEqualTo("ACKNOWLEDGED");
        assertThat(API.post(acknowledge, Map.of("reason", "calling them"))
                        .expect(200)
                        .body())
                .isEqualTo(seen.body());
        API.post(acknowledge, Map.of("reason", "asleep")).expect(409, "NOT_POSSIBLE_NOW");
        JsonNode alert = one.alert();
        assertThat(alert.required("status").stringValue()).isEqualTo("ACKNOWLEDGED");
        assertThat(alert.required("acknowledgement").required("reason").stringValue())
                .isEqualTo("calling them");
        assertThat(one.status()).isEqualTo("HALTED");
        one.assertAlerts(1);
    }

    @Test
    void every_past_moment_answers_what_was_then() {
        Supervised one = Enlisting.held().with(AU).with(UK).register(API);
        long started = one.report(AU, "STARTED").expect(200).position();
        long failed = one.report(UK, "FAILED", "no").expect(200).position();
        long head = Supervised.head(API);
        one.act("abandon").expect(200);

        JsonNode before = one.at("position=supervisor:" + (one.registered() - 1));
        assertThat(before.required("status").stringValue()).isEqualTo("NOT_REGISTERED");
        assertThat(before.required("participants")).isEmpty();
        assertThat(then(one, one.registered())).isEqualTo("RUNNING 0000 0000");
        assertThat(then(one, started)).isEqualTo("RUNNING 1000 0000");
        assertThat(then(one, failed)).isEqualTo("RUNNING 1000 0010");
        JsonNode halted = one.at("position=" + head);
        assertThat(halted.required("status").stringValue()).isEqualTo("HALTED");
        assertThat(halted.required("asOf")
                        .required("position")
                        .required("supervisor")
                        .longValue())
                .isEqualTo(head);
        assertThat(one.status()).isEqualTo("ABANDONED");

        String alert = "/api/alerts/" + halted.required("alertId").stringValue();
        API.get(alert + "?position=" + started).expect(404, "NOT_FOUND");
        assertThat(API.get(alert + "?position=" + head).expect(200).text("status"))
                .isEqualTo("OPEN");
        assertThat(API.get(alert).expect(200).text("status")).isEqualTo("RESOLVED");
        Answer explained = API.get(one.path() + "/explain?position=" + started).expect(200);
        assertThat(explained.json().required("chain")).hasSize(2);
        assertThat(explained.json().path("firstFailure").isNull()).isTrue();
        assertThat(explained.header("Cache-Control").orElse("")).contains("immutable");
        assertThat(explained.header("ETag")).isPresent();
        assertThat(API.get(one.path()).header("Cache-Control").orElse("")).contains("no-cache");
        API.get("/api/transactions/never-there?position=" + started).expect(404, "NOT_FOUND");
        API.get(one.path() + "?position=" + (head + 1_000_000)).expect(400, "INVALID_FIELD");
    }

    private static String then(Supervised one, long position) {
        JsonNode then = one.at("position=supervisor:" + position);
        return then.required("status").stringValue() + " " + Supervised.row(then, "participants", AU) + " "
                + Supervised.row(then, "participants", UK);
    }

    @Test
    void an_instant_counts_what_was_recorded_at_it_and_before() {
        Supervised one = Enlisting.held().with(AU).register(API);
        Instant registered = Instant.parse(one.now().required("registeredAt").stringValue());
        Instant started = Instant.parse(one.report(AU, "STARTED").expect(200).text("recordedAt"));
        assertThat(at(one, registered.minusNanos(1_000))).isEqualTo("NOT_REGISTERED");
        assertThat(at(one, registered)).isEqualTo("RUNNING");
        JsonNode then = one.at("at=" + started);
        assertThat(Supervised.row(then, "participants", AU)).isEqualTo("1000");
        JsonNode justBefore = one.at("at=" + started.minusNanos(1_000));
        assertThat(Supervised.row(justBefore, "participants", AU)).isEqualTo("0000");
        API.get(one.path() + "?at=" + Instant.now().plusSeconds(60)).expect(400, "INVALID_FIELD");
        one.report(AU, "COMPLETED").expect(200);
        assertThat(one.at("at=" + started)).isEqualTo(then);
        one.assertAlerts(0);
    }

    private static String at(Supervised one, Instant moment) {
        return one.at("at=" + moment).required("status").stringValue();
    }

    @Test
    void a_type_stops_being_taken_on_an_alert_until_an_operator_resumes_it() {
        String type = Bank.unique("shipping");
        String rules = "/api/transaction-types/" + type;
        assertThat(API.get(rules)
                        .expect(200)
                        .json()
                        .required("stopsIntakeOnAlert")
                        .booleanValue())
                .isFalse();
        API.put(rules, Map.of("stopsIntakeOnAlert", true)).expect(200);
        Supervised other = Enlisting.of(type, "HOLD").with(AU).register(API);
        Supervised failing = Enlisting.of(type, "HOLD").with(AU).register(API);
        failing.report(AU, "FAILED").expect(200);

        Answer refused = API.post(
                        "/api/transactions", Enlisting.of(type, "HOLD").with(AU).body())
                .expect(422, "INTAKE_STOPPED");
        assertThat(refused.text("field")).isEqualTo("type");
        assertThat(API.get(rules).expect(200).text("stoppedBy"))
                .isEqualTo(failing.now().required("alertId").stringValue());
        Enlisting.held().with(AU).register(API).does(AU);
        other.does(AU).assertAlerts(0);

        API.post(rules + "/resume", Map.of("reason", "mended")).expect(200);
        API.post(rules + "/resume", Map.of("reason", "mended")).expect(409, "NOT_POSSIBLE_NOW");
        Enlisting.of(type, "HOLD").with(AU).register(API).does(AU).assertAlerts(0);
        failing.assertAlerts(1);
    }

    @Test
    void lists_have_filters_and_pages_newest_first() {
        String type = Bank.unique("shipping");
        List<Supervised> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(Enlisting.of(type, "HOLD")
                    .with(AU)
                    .with(i == 2 ? "rare." + type : UK)
                    .register(API));
        }
        all.get(1).report(AU, "FAILED").expect(200);
        all.get(3).report(UK, "FAILED").expect(200);
        long head = Supervised.head(API);
        List<String> newestFirst = all.reversed().stream().map(Supervised::id).toList();
        String list = "/api/transactions?type=" + type + "&minPosition=supervisor:" + head;

        JsonNode whole = API.get(list).expect(200).json();
        assertThat(ids(whole)).isEqualTo(newestFirst);
        assertThat(whole.required("asOf")
                        .required("position")
                        .required("supervisor")
                        .longValue())
                .isGreaterThanOrEqualTo(head);
        assertThat(ids(API.get(list + "&status=HALTED").json()))
                .containsExactly(all.get(3).id(), all.get(1).id());
        assertThat(ids(API.get(list + "&status=COMPLETED").json())).isEmpty();
        assertThat(ids(API.get(list + "&participant=rare." + type).json()))
                .containsExactly(all.get(2).id());
        assertThat(ids(API.get("/api/transactions?participant=rare." + type).json()))
                .containsExactly(all.get(2).id());
        assertThat(pages(list + "&pageSize=2"))
                .containsExactly(newestFirst.subList(0, 2), newestFirst.subList(2, 4), newestFirst.subList(4, 5));

        JsonNode then = API.get("/api/transactions?pageSize=1&position=supervisor:"
                        + all.get(1).registered())
                .expect(200)
                .json();
        assertThat(ids(then)).containsExactly(all.get(1).id());
        assertThat(then.required("cursor")
                        .required("data")
                        .get(0)
                        .required("status")
                        .stringValue())
                .isEqualTo("RUNNING");
        API.get("/api/transactions?type=" + type + "&position=" + head).expect(400, "NOT_AT_A_MOMENT");

        String alerts = "/api/alerts?type=" + type;
        assertThat(API.get(alerts + "&status=OPEN")
                        .json()
                        .required("cursor")
                        .required("data")
                        .findValuesAsString("transactionId"))
                .containsExactly(all.get(3).id(), all.get(1).id());
        assertThat(API.get(alerts + "&status=RESOLVED")
                        .json()
                        .required("cursor")
                        .required("data"))
                .isEmpty();
        for (int i : List.of(0, 2, 4)) {
            all.get(i).does(AU).does(i == 2 ? "rare." + type : UK).assertAlerts(0);
        }
        all.get(1).assertAlerts(1);
        all.get(3).assertAlerts(1);
    }

    private static List<List<String>> pages(String first) {
        List<List<String>> pages = new ArrayList<>();
        String path = first;
        while (path != null) {
            JsonNode page = API.get(path).expect(200).json();
            pages.add(ids(page));
            JsonNode cursor = page.required("cursor");
            path = cursor.required("hasMore").booleanValue()
                    ? "/api/transactions?cursor=" + cursor.required("next").stringValue()
                    : null;
            if (pages.size() == 2) {
                String back = "/api/transactions?cursor="
                        + cursor.required("previous").stringValue();
                assertThat(ids(API.get(back).expect(200).json())).isEqualTo(pages.getFirst());
            }
        }
        return pages;
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : page.required("cursor").required("data")) {
            ids.add(each.required("transactionId").stringValue());
        }
        return ids;
    }

    @Test
    void a_key_has_one_effect_and_its_answer_stays() {
        String key = Bank.unique("key");
        Enlisting wanted = Enlisting.held().with(AU).with(UK);
        Answer first = API.post("/api/transactions", wanted.body(), key).expect(201);
        assertThat(first.header("Idempotency-Hit")).isEmpty();
        Supervised one = new Supervised(API, wanted.id(), wanted.type(), first.position());
        assertSame(API.post("/api/transactions", wanted.body(), key), first);
        API.post("/api/transactions", wanted.body()).expect(409, "ALREADY_EXISTS");
        API.post("/api/transactions", wanted.body(), Bank.unique("key")).expect(409, "ALREADY_EXISTS");
        Answer other = API.post("/api/transactions", Enlisting.held().with(AU).body(), key)
                .expect(409, "IDEMPOTENCY_MISMATCH");
        assertThat(other.text("field")).isEqualTo("transactionId");
        wanted.body().put("onFailure", "COMPENSATE");
        assertThat(API.post("/api/transactions", wanted.body(), key)
                        .expect(409, "IDEMPOTENCY_MISMATCH")
                        .text("field"))
                .isEqualTo("onFailure");

        String reportKey = Bank.unique("key");
        Answer failed = keyed(one, "FAILED", reportKey).expect(200);
        assertSame(keyed(one, "FAILED", reportKey), failed);
        keyed(one, "STARTED", reportKey).expect(409, "IDEMPOTENCY_MISMATCH");
        String actKey = Bank.unique("key");
        Answer resumed =
                API.post(one.path() + "/resume", Map.of("reason", "go"), actKey).expect(200);
        one.does(UK);
        assertSame(API.post(one.path() + "/resume", Map.of("reason", "go"), actKey), resumed);
        assertSame(keyed(one, "FAILED", reportKey), failed);
        one.does(AU);
        assertSame(keyed(one, "FAILED", reportKey), failed);
        assertThat(one.status()).isEqualTo("COMPLETED");
        one.assertAlerts(1);
    }

    /** The server names it, and a repetition finds it. */
    @Test
    void a_key_alone_is_enough_for_a_transaction_without_an_id() {
        Enlisting wanted = Enlisting.held().with(AU);
        wanted.body().remove("transactionId");
        String key = Bank.unique("key");
        Answer first = API.post("/api/transactions", wanted.body(), key).expect(201);
        assertSame(API.post("/api/transactions", wanted.body(), key), first);
        Supervised one = new Supervised(API, first.text("transactionId"), wanted.type(), first.position());
        one.does(AU).assertAlerts(0);
    }

    private static Answer keyed(Supervised one, String state, String key) {
        return API.send(API.putting(one.path() + "/participants/" + AU, Map.of("state", state))
                .header("Idempotency-Key", key));
    }

    private static void assertSame(Answer replayed, Answer first) {
        assertThat(replayed.status()).isEqualTo(first.status());
        assertThat(replayed.body()).isEqualTo(first.body());
        assertThat(replayed.header("Location")).isEqualTo(first.header("Location"));
        assertThat(replayed.header("Idempotency-Hit")).contains("true");
    }

    @Test
    void a_failure_is_answered_when_alert_and_halt_are_in_force() {
        Supervised one = three().register(API);
        long began = System.nanoTime();
        one.report(UK, "FAILED").expect(200);
        one.report(AU, "STARTED").expect(409, "TX_HALTED");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        one.assertAlerts(1);
    }
}
