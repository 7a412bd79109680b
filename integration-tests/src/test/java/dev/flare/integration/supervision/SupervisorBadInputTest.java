package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a supervisor is sent, a reason goes out, and nothing is stored. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SupervisorBadInputTest {

    private static final Api API = Flare.shared().api();
    private static final String AU = "au.ledger";
    private static final String UK = "uk.ledger";
    private static final String LATE = "because " + "x".repeat(500);

    private static final Supervised RUNNING = Enlisting.held().with(AU).with(UK).register(API);
    private static final Supervised COMPLETED =
            Enlisting.held().with(AU).register(API).does(AU);
    private static final Supervised HALTED = halted();
    private static final String REPORT = RUNNING.path() + "/participants/" + AU;
    private static final String ALERT =
            "/api/alerts/" + HALTED.now().required("alertId").stringValue();

    private static Supervised halted() {
        Supervised one = Enlisting.held().with(AU).register(API);
        one.report(AU, "FAILED").expect(200);
        one.awaitDelivered("log");
        return one;
    }

    @AfterAll
    static void end() {
        RUNNING.does(AU).does(UK).assertAlerts(0);
        COMPLETED.assertAlerts(0);
        HALTED.assertAlerts(1);
    }

    /** One request that must be refused, and how. */
    record Row(
            String what,
            String method,
            String path,
            @Nullable String body,
            int status,
            String code,
            @Nullable String field) {

        static Row get(String what, String path) {
            return new Row(what, "GET", path, null, 0, "", null);
        }

        static Row post(String what, String path, String body) {
            return new Row(what, "POST", path, body, 0, "", null);
        }

        static Row put(String what, String path, String body) {
            return new Row(what, "PUT", path, body, 0, "", null);
        }

        Row withBody(String other) {
            return new Row(what, method, path, other, status, code, field);
        }

        Row is(int wanted, String wantedCode) {
            return new Row(what, method, path, body, wanted, wantedCode, null);
        }

        Row is(int wanted, String wantedCode, String wantedField) {
            return new Row(what, method, path, body, wanted, wantedCode, wantedField);
        }

        @Override
        public String toString() {
            return what + ": " + status + " " + code + (field == null ? "" : " " + field);
        }
    }

    private static Row register(String what, String fields) {
        return Row.post(what, "/api/transactions", "{" + fields + "}");
    }

    private static Row enlist(String what, String... participants) {
        return register(what, "\"type\":\"t\",\"participants\":[" + String.join(",", participants) + "]");
    }

    private static String one(String name, String... more) {
        return "{\"name\":\"" + name + "\""
                + Stream.of(more).map(each -> "," + each).collect(Collectors.joining()) + "}";
    }

    private static Row deadline(String what, String json) {
        return enlist(what, one(AU), one(UK, "\"deadline\":" + json))
                .is(400, "INVALID_FIELD", "participants[1].deadline");
    }

    private static Row url(String what, String url) {
        return enlist(what, one(AU, "\"compensateUrl\":\"" + url + "\""))
                .is(400, "INVALID_FIELD", "participants[0].compensateUrl");
    }

    private static Row id(String what, String id) {
        return register(what, "\"transactionId\":\"" + id + "\",\"type\":\"t\",\"participants\":[" + one(AU) + "]")
                .is(400, "INVALID_FIELD", "transactionId");
    }

    static Stream<Row> registrations() {
        String fine = "\"participants\":[" + one(AU) + "]";
        return Stream.of(
                Row.post("nothing", "/api/transactions", "").is(400, "MALFORMED"),
                Row.post("a list", "/api/transactions", "[]").is(400, "MALFORMED"),
                register("no type", fine).is(400, "MISSING_FIELD", "type"),
                register("a type with blanks", "\"type\":\"a b\"," + fine).is(400, "INVALID_FIELD", "type"),
                register("a number for a type", "\"type\":7," + fine).is(400, "INVALID_FIELD", "type"),
                register("a long type", "\"type\":\"" + "t".repeat(65) + "\"," + fine)
                        .is(400, "INVALID_FIELD", "type"),
                register("another policy", "\"type\":\"t\",\"onFailure\":\"PRAY\"," + fine)
                        .is(400, "INVALID_FIELD", "onFailure"),
                register("an unknown field", "\"type\":\"t\",\"owner\":\"me\"," + fine)
                        .is(400, "UNKNOWN_FIELD", "owner"),
                register("no participants", "\"type\":\"t\"").is(400, "MISSING_FIELD", "participants"),
                enlist("nobody").is(400, "INVALID_FIELD", "participants"),
                enlist("a text for a participant", "\"au.ledger\"").is(400, "INVALID_FIELD", "participants[0]"),
                enlist("no name", one(AU), "{}").is(400, "MISSING_FIELD", "participants[1].name"),
                enlist("a name without a table", one("ledger")).is(400, "INVALID_FIELD", "participants[0].name"),
                enlist("a name of three parts", one("au.ledger.x")).is(400, "INVALID_FIELD", "participants[0].name"),
                enlist("an empty name", one("")).is(400, "INVALID_FIELD", "participants[0].name"),
                enlist("a name twice", one(AU), one(UK), one(AU)).is(400, "INVALID_FIELD", "participants[2].name"),
                enlist("an unknown field of one", one(AU, "\"retries\":3"))
                        .is(400, "UNKNOWN_FIELD", "participants[0].retries"),
                enlist("after nobody that is there", one(AU), one(UK, "\"after\":[\"us.ledger\"]"))
                        .is(400, "INVALID_FIELD", "participants[1].after"),
                enlist("after a text", one(AU), one(UK, "\"after\":\"au.ledger\""))
                        .is(400, "INVALID_FIELD", "participants[1].after"),
                enlist("after one twice", one(AU), one(UK, "\"after\":[\"au.ledger\",\"au.ledger\"]"))
                        .is(400, "INVALID_FIELD", "participants[1].after"),
                enlist("after itself", one(AU, "\"after\":[\"au.ledger\"]"))
                        .is(400, "INVALID_FIELD", "participants[0].after"),
                enlist("a cycle of two", one(AU, "\"after\":[\"uk.ledger\"]"), one(UK, "\"after\":[\"au.ledger\"]"))
                        .is(400, "INVALID_FIELD", "participants[0].after"),
                enlist(
                                "a cycle that others wait for",
                                one("a.a", "\"after\":[\"b.b\"]"),
                                one("b.b", "\"after\":[\"c.c\"]"),
                                one("c.c", "\"after\":[\"b.b\"]"))
                        .is(400, "INVALID_FIELD", "participants[1].after"),
                enlist(
                                "a thousand participants",
                                IntStream.range(0, 1_000)
                                        .mapToObj(i -> one("db.t" + i))
                                        .toArray(String[]::new))
                        .is(413, "TOO_LARGE", "participants"),
                deadline("no time at all", "\"PT0S\""),
                deadline("less than none", "\"-PT5S\""),
                deadline("a deadline in the past", "\"PT-5S\""),
                deadline("for ever", "\"P9999999D\""),
                deadline("beyond numbers", "\"PT99999999999999999999S\""),
                deadline("words", "\"soon\""),
                deadline("months", "\"P1M\""),
                deadline("a number", "5"),
                id("the prefix of a region", "uk-1"),
                id("a blank", "a b"),
                id("a path", "../accounts"),
                id("an empty id", ""),
                id("a long id", "x".repeat(101)),
                id("a hyphen first", "-a"),
                url("no URL", "undo"),
                url("not HTTP", "ftp://localhost/undo"),
                url("a file", "file:///etc/passwd"),
                url("no host", "http:///undo"),
                url("a user", "http://me:secret@localhost/undo"),
                url("half a URL", "http://local host/undo"),
                url("a long URL", "http://localhost/" + "x".repeat(2_000)),
                url("a stranger's host", "https://example.com/undo"),
                url("what clouds tell machines", "http://169.254.169.254/latest/meta-data"),
                url("a name that looks allowed", "http://localhost.example.com/undo"),
                enlist("a stranger's row", one(AU, "\"statusUrl\":\"http://example.com/\""))
                        .is(400, "INVALID_FIELD", "participants[0].statusUrl"),
                register("an id that is there", "\"transactionId\":\"" + RUNNING.id() + "\",\"type\":\"t\"," + fine)
                        .is(409, "ALREADY_EXISTS", "transactionId"));
    }

    private static Row report(String what, String fields) {
        return Row.put(what, REPORT, "{" + fields + "}");
    }

    static Stream<Row> reports() {
        String started = "{\"state\":\"STARTED\"}";
        return Stream.of(
                Row.put("nobody's transaction", "/api/transactions/nobody/participants/" + AU, started)
                        .is(404, "NOT_FOUND", "transactionId"),
                Row.put("no transaction's id", "/api/transactions/a%20b/participants/" + AU, started)
                        .is(404, "NOT_FOUND", "transactionId"),
                Row.put("nobody", RUNNING.path() + "/participants/us.ledger", started)
                        .is(404, "NOT_FOUND", "participant"),
                Row.put("no participant's name", RUNNING.path() + "/participants/ledger", started)
                        .is(404, "NOT_FOUND", "participant"),
                Row.put("nobody of a halted one", HALTED.path() + "/participants/us.ledger", started)
                        .is(404, "NOT_FOUND", "participant"),
                report("no state", "").is(400, "MISSING_FIELD", "state"),
                report("another state", "\"state\":\"HUNG\"").is(400, "INVALID_FIELD", "state"),
                report("a state in small letters", "\"state\":\"started\"").is(400, "INVALID_FIELD", "state"),
                report("a number for a state", "\"state\":1").is(400, "INVALID_FIELD", "state"),
                report("an unknown field", "\"state\":\"STARTED\",\"at\":\"now\"")
                        .is(400, "UNKNOWN_FIELD", "at"),
                report("a long reason", "\"state\":\"FAILED\",\"reason\":\"" + LATE + "\"")
                        .is(400, "INVALID_FIELD", "reason"),
                report("an empty reason", "\"state\":\"FAILED\",\"reason\":\"\"")
                        .is(400, "INVALID_FIELD", "reason"),
                report("a reason with a NUL", "\"state\":\"FAILED\",\"reason\":\"a\\u0000b\"")
                        .is(400, "INVALID_FIELD", "reason"),
                report("half an object", "").withBody("{\"state\":").is(400, "MALFORMED"),
                Row.post("the wrong method", REPORT, started).is(405, "METHOD_NOT_ALLOWED"));
    }

    private static Row act(String what, Supervised one, String act) {
        return Row.post(what, one.path() + "/" + act, "{\"reason\":\"told to\"}");
    }

    static Stream<Row> acts() {
        String told = "{\"reason\":\"told to\"}";
        return Stream.of(
                act("resume what runs", RUNNING, "resume").is(409, "NOT_POSSIBLE_NOW"),
                act("compensate what runs", RUNNING, "compensate").is(409, "NOT_POSSIBLE_NOW"),
                act("abandon what runs", RUNNING, "abandon").is(409, "NOT_POSSIBLE_NOW"),
                act("resume what has completed", COMPLETED, "resume").is(409, "NOT_POSSIBLE_NOW"),
                act("compensate what has completed", COMPLETED, "compensate").is(409, "NOT_POSSIBLE_NOW"),
                act("abandon what has completed", COMPLETED, "abandon").is(409, "NOT_POSSIBLE_NOW"),
                act("another act", HALTED, "retry").is(404, "NOT_FOUND"),
                Row.post("nobody's", "/api/transactions/nobody/resume", told).is(404, "NOT_FOUND", "transactionId"),
                Row.post("a control character", "/api/transactions/a%00b/abandon", told)
                        .is(400, "MALFORMED"),
                Row.post("no reason", HALTED.path() + "/abandon", "{}").is(400, "MISSING_FIELD", "reason"),
                Row.post("an empty reason", HALTED.path() + "/abandon", "{\"reason\":\"\"}")
                        .is(400, "INVALID_FIELD", "reason"),
                Row.post("a long reason", HALTED.path() + "/resume", "{\"reason\":\"" + LATE + "\"}")
                        .is(400, "INVALID_FIELD", "reason"),
                Row.post("an unknown field", HALTED.path() + "/resume", "{\"reason\":\"a\",\"by\":\"me\"}")
                        .is(400, "UNKNOWN_FIELD", "by"),
                Row.post("no alert", "/api/alerts/nobody/acknowledge", told).is(404, "NOT_FOUND", "alertId"),
                Row.post("no such alert", "/api/alerts/5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001/acknowledge", told)
                        .is(404, "NOT_FOUND", "alertId"),
                Row.post("an alert without a reason", ALERT + "/acknowledge", "{}")
                        .is(400, "MISSING_FIELD", "reason"),
                Row.put("no type", "/api/transaction-types/a%20b", "{}").is(404, "NOT_FOUND", "type"),
                Row.put("a text for a flag", "/api/transaction-types/t", "{\"stopsIntakeOnAlert\":\"yes\"}")
                        .is(400, "INVALID_FIELD", "stopsIntakeOnAlert"),
                Row.put("an unknown rule", "/api/transaction-types/t", "{\"priority\":1}")
                        .is(400, "UNKNOWN_FIELD", "priority"),
                Row.post("resume what was not stopped", "/api/transaction-types/" + Bank.unique("t") + "/resume", told)
                        .is(409, "NOT_POSSIBLE_NOW"));
    }

    static Stream<Row> questions() {
        String list = "/api/transactions";
        return Stream.of(
                Row.get("nobody", list + "/nobody").is(404, "NOT_FOUND", "transactionId"),
                Row.get("nobody explained", list + "/nobody/explain").is(404, "NOT_FOUND", "transactionId"),
                Row.get("a control character", list + "/a%00b").is(400, "MALFORMED"),
                Row.get("a control character explained", list + "/a%00b/explain")
                        .is(400, "MALFORMED"),
                Row.get("no alert", "/api/alerts/nobody").is(404, "NOT_FOUND", "alertId"),
                Row.get("an alert's transaction", "/api/alerts/" + HALTED.id()).is(404, "NOT_FOUND", "alertId"),
                Row.get("no runbook", "/runbooks/nothing").is(404, "NOT_FOUND", "failure"),
                Row.get("a runbook elsewhere", "/runbooks/..%2Fpom").is(400, "MALFORMED"),
                Row.get("another status", list + "?status=LOST").is(400, "INVALID_FIELD", "status"),
                Row.get("what is never listed", list + "?status=NOT_REGISTERED").is(400, "INVALID_FIELD", "status"),
                Row.get("an unknown filter", list + "?owner=me").is(400, "UNKNOWN_FIELD", "owner"),
                Row.get("an empty filter", list + "?type=").is(400, "INVALID_FIELD", "type"),
                Row.get("a page of none", list + "?pageSize=0").is(400, "INVALID_FIELD", "pageSize"),
                Row.get("a page of too many", list + "?pageSize=1001").is(400, "INVALID_FIELD", "pageSize"),
                Row.get("no cursor", list + "?cursor=abc").is(400, "INVALID_FIELD", "cursor"),
                Row.get("a position of a region", RUNNING.path() + "?position=uk:1")
                        .is(400, "INVALID_FIELD", "position"),
                Row.get("less than nothing", RUNNING.path() + "?position=-1").is(400, "INVALID_FIELD", "position"),
                Row.get("a text", RUNNING.path() + "?minPosition=x").is(400, "INVALID_FIELD", "minPosition"),
                Row.get("two moments", RUNNING.path() + "?position=1&at=2026-01-01T00:00:00Z")
                        .is(400, "INVALID_FIELD", "at"),
                Row.get("no instant", RUNNING.path() + "?at=yesterday").is(400, "INVALID_FIELD", "at"),
                Row.get("the future", RUNNING.path() + "?at=2999-01-01T00:00:00Z")
                        .is(400, "INVALID_FIELD", "at"),
                Row.get("a filter at a moment", list + "?position=1&status=HALTED")
                        .is(400, "NOT_AT_A_MOMENT", "status"),
                Row.get("a filter of alerts at a moment", "/api/alerts?position=1&status=OPEN")
                        .is(400, "NOT_AT_A_MOMENT", "status"),
                Row.get("alerts of another status", "/api/alerts?status=HALTED").is(400, "INVALID_FIELD", "status"),
                Row.get("alerts by participant", "/api/alerts?participant=a.b")
                        .is(400, "UNKNOWN_FIELD", "participant"));
    }

    @ParameterizedTest
    @MethodSource({"registrations", "reports", "acts", "questions"})
    void it_is_refused_with_a_reason_and_nothing_is_stored(Row row) {
        long before = Supervised.head(API);
        HttpRequest.Builder request = API.request(row.path());
        if (row.body() == null) {
            request.method(row.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(row.method(), HttpRequest.BodyPublishers.ofString(row.body()));
        }
        Answer answer = API.send(request).expect(row.status(), row.code());
        assertThat(answer.json().path("field").asString(""))
                .as(answer.body())
                .isEqualTo(row.field() == null ? "" : row.field());
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.text("type"))
                .isEqualTo("https://flare.dev/problems/"
                        + row.code().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(answer.text("detail")).isNotBlank().doesNotContain("Exception", "dev.flare");
        assertThat(Supervised.head(API)).isEqualTo(before);
    }

    /** The same key used for something else. */
    @Test
    void a_used_key_stays_used_across_calls() {
        String key = Bank.unique("key");
        Enlisting wanted = Enlisting.held().with(AU);
        API.post("/api/transactions", wanted.body(), key).expect(201);
        long before = Supervised.head(API);
        Answer other = API.post(HALTED.path() + "/abandon", Map.of("reason", "told to"), key)
                .expect(409, "IDEMPOTENCY_MISMATCH");
        assertThat(other.text("field")).isEqualTo("request");
        assertThat(Supervised.head(API)).isEqualTo(before);
        new Supervised(API, wanted.id(), wanted.type(), 0).does(AU).assertAlerts(0);
    }
}
