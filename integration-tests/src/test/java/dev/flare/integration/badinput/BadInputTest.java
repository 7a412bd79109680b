package dev.flare.integration.badinput;

import static dev.flare.integration.badinput.Row.get;
import static dev.flare.integration.badinput.Row.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.RawHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whatever comes in, a reason goes out, and nothing is half done. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadInputTest {

    private static final Bank BANK = Flare.shared().bank();
    private static final RawHttp HTTP = new RawHttp(BANK.api());
    private static final int MEGABYTE = 1 << 20;

    private static final String RICH = BANK.openWith("uk", 1000);
    private static final String POOR = BANK.openWith("uk", 10);
    private static final String FOREIGN = BANK.openWith("au", 1000);
    private static final String DOLLARS = inDollars();

    private static final String DEPOSITS = "/api/accounts/" + RICH + "/deposits";
    private static final String ACCOUNT = "/api/accounts/" + RICH;
    private static final String ENTRIES = ACCOUNT + "/entries";

    private static String inDollars() {
        String id = Bank.fresh("uk");
        BANK.api()
                .post("/api/accounts", Map.of("accountId", id, "currency", "USD"))
                .expect(201);
        return id;
    }

    private static Row deposit(String what, String fields) {
        return post(what, DEPOSITS, "{" + fields + "}");
    }

    private static Row open(String what, String fields) {
        return post(what, "/api/accounts", "{" + fields + "}");
    }

    private static Row transfer(String what, String from, String to, String rest) {
        return post(what, "/api/transfers", "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"," + rest + "}");
    }

    static Stream<Row> bodies() {
        return Stream.of(
                post("nothing", DEPOSITS, "").is(400, "MALFORMED"),
                post("blanks", DEPOSITS, "   ").is(400, "MALFORMED"),
                post("no JSON", DEPOSITS, "amount=1").is(400, "MALFORMED"),
                post("half an object", DEPOSITS, "{\"amount\":1").is(400, "MALFORMED"),
                post("two objects", DEPOSITS, "{\"amount\":1}{\"amount\":1}").is(400, "MALFORMED"),
                post("an array", DEPOSITS, "[{\"amount\":1}]").is(400, "MALFORMED"),
                post("null", DEPOSITS, "null").is(400, "MALFORMED"),
                post("a text", DEPOSITS, "\"amount\"").is(400, "MALFORMED"),
                post("a comment", DEPOSITS, "{\"amount\":1} // one").is(400, "MALFORMED"),
                post("single quotes", DEPOSITS, "{'amount':1}").is(400, "MALFORMED"),
                deposit("a comma too many", "\"amount\":1,").is(400, "MALFORMED"),
                deposit("a field twice", "\"amount\":1,\"amount\":1").is(400, "MALFORMED"),
                deposit("a field twice below", "\"amount\":1,\"metadata\":{\"a\":1,\"a\":2}")
                        .is(400, "MALFORMED"),
                deposit("deep nesting", "\"amount\":1,\"metadata\":" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5000))
                        .is(400, "MALFORMED"),
                deposit("deep arrays", "\"amount\":1,\"metadata\":" + "[".repeat(100_000))
                        .is(400, "MALFORMED"),
                deposit("not a number", "\"amount\":NaN").is(400, "MALFORMED"),
                deposit("infinity", "\"amount\":Infinity").is(400, "MALFORMED"),
                deposit("a number of many digits", "\"amount\":" + "9".repeat(100_000))
                        .is(400, "MALFORMED"),
                deposit("a raw line feed in a text", "\"amount\":1,\"reference\":\"a\nb\"")
                        .is(400, "MALFORMED"),
                post("text that is not UTF-8", DEPOSITS, "x").bytes(notUtf8()).is(400, "MALFORMED"),
                post("UTF-16", DEPOSITS, "x")
                        .bytes("{\"amount\":-1}".getBytes(StandardCharsets.UTF_16))
                        .is(400, "INVALID_FIELD", "amount"),
                deposit("more than a megabyte", " ".repeat(MEGABYTE) + "\"amount\":1")
                        .is(413, "TOO_LARGE"),
                open("metadata of many characters", ids() + ",\"metadata\":{\"a\":\"" + "x".repeat(4001) + "\"}")
                        .is(400, "INVALID_FIELD", "metadata"));
    }

    private static byte[] notUtf8() {
        byte[] bytes = "{\"amount\":1,\"reference\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
        bytes[new String(bytes, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xFF;
        return bytes;
    }

    private static String ids() {
        return "\"accountId\":\"" + Bank.fresh("uk") + "\",\"currency\":\"GBP\"";
    }

    static Stream<Row> fields() {
        return Stream.of(
                deposit("no amount", "").is(400, "MISSING_FIELD", "amount"),
                deposit("null for an amount", "\"amount\":null").is(400, "MISSING_FIELD", "amount"),
                deposit("zero", "\"amount\":0").is(400, "INVALID_FIELD", "amount"),
                deposit("less than zero", "\"amount\":-1").is(400, "INVALID_FIELD", "amount"),
                deposit("a fraction", "\"amount\":1.5").is(400, "INVALID_FIELD", "amount"),
                deposit("a fraction of zero", "\"amount\":1.0").is(400, "INVALID_FIELD", "amount"),
                deposit("an exponent", "\"amount\":1e2").is(400, "INVALID_FIELD", "amount"),
                deposit("a huge exponent", "\"amount\":1e999999999").is(400, "INVALID_FIELD", "amount"),
                deposit("2^53", "\"amount\":9007199254740992").is(400, "INVALID_FIELD", "amount"),
                deposit("2^63", "\"amount\":9223372036854775808").is(400, "INVALID_FIELD", "amount"),
                deposit("-2^63", "\"amount\":-9223372036854775808").is(400, "INVALID_FIELD", "amount"),
                deposit("a text", "\"amount\":\"1\"").is(400, "INVALID_FIELD", "amount"),
                deposit("true", "\"amount\":true").is(400, "INVALID_FIELD", "amount"),
                deposit("an object", "\"amount\":{}").is(400, "INVALID_FIELD", "amount"),
                deposit("an unknown field", "\"amount\":1,\"ammount\":2").is(400, "UNKNOWN_FIELD", "ammount"),
                deposit("a currency where none belongs", "\"amount\":1,\"currency\":\"GBP\"")
                        .is(400, "UNKNOWN_FIELD", "currency"),
                deposit("a number for a text", "\"amount\":1,\"reference\":7").is(400, "INVALID_FIELD", "reference"),
                deposit("an empty text", "\"amount\":1,\"reference\":\"\"").is(400, "INVALID_FIELD", "reference"),
                deposit("a long text", "\"amount\":1,\"reference\":\"" + "x".repeat(201) + "\"")
                        .is(400, "INVALID_FIELD", "reference"),
                deposit("a NUL", "\"amount\":1,\"reference\":\"a\\u0000b\"").is(400, "INVALID_FIELD", "reference"),
                deposit("an escape", "\"amount\":1,\"reference\":\"a\\u001bb\"").is(400, "INVALID_FIELD", "reference"),
                deposit("half of a pair", "\"amount\":1,\"reference\":\"a\\ud800b\"")
                        .is(400, "INVALID_FIELD", "reference"),
                deposit("half of a pair below", "\"amount\":1,\"metadata\":{\"a\":\"\\ud800\"}")
                        .is(400, "INVALID_FIELD", "metadata"),
                deposit("half of a pair as a name", "\"amount\":1,\"metadata\":{\"\\udc00\":1}")
                        .is(400, "MALFORMED"),
                deposit("metadata that is none", "\"amount\":1,\"metadata\":[]").is(400, "INVALID_FIELD", "metadata"),
                deposit("null in metadata", "\"amount\":1,\"metadata\":{\"a\":null}")
                        .is(400, "INVALID_FIELD", "metadata"),
                deposit("yesterday", "\"amount\":1,\"effectiveAt\":\"yesterday\"")
                        .is(400, "INVALID_FIELD", "effectiveAt"),
                deposit("no offset", "\"amount\":1,\"effectiveAt\":\"2026-01-01T00:00:00\"")
                        .is(400, "INVALID_FIELD", "effectiveAt"),
                deposit("a day that is none", "\"amount\":1,\"effectiveAt\":\"2026-02-30T00:00:00Z\"")
                        .is(400, "INVALID_FIELD", "effectiveAt"),
                deposit("before the year 1", "\"amount\":1,\"effectiveAt\":\"0000-12-31T23:59:59Z\"")
                        .is(400, "INVALID_FIELD", "effectiveAt"),
                deposit("after the year 9999", "\"amount\":1,\"effectiveAt\":\"+10000-01-01T00:00:00Z\"")
                        .is(400, "INVALID_FIELD", "effectiveAt"),
                deposit("an instant as a number", "\"amount\":1,\"effectiveAt\":1767225600")
                        .is(400, "INVALID_FIELD", "effectiveAt"),
                open("no account and no region", "\"currency\":\"GBP\"").is(400, "MISSING_FIELD", "accountId"),
                open("no currency", "\"accountId\":\"uk-nobody\"").is(400, "MISSING_FIELD", "currency"),
                open("an unknown currency", "\"accountId\":\"uk-nobody\",\"currency\":\"XXQ\"")
                        .is(400, "INVALID_FIELD", "currency"),
                open("a currency in small letters", "\"accountId\":\"uk-nobody\",\"currency\":\"gbp\"")
                        .is(400, "INVALID_FIELD", "currency"),
                open("an id without region", "\"accountId\":\"nobody\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "accountId"),
                open("an id of an unknown region", "\"accountId\":\"mars-1\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "accountId"),
                open("an unknown region", "\"region\":\"mars\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "region"),
                open(
                                "a region that is not the id's",
                                "\"accountId\":\"uk-nobody\",\"region\":\"au\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "region"),
                open("a long id", "\"accountId\":\"uk-" + "x".repeat(100) + "\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "accountId"),
                open("an id with a blank", "\"accountId\":\"uk-a b\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "accountId"),
                open("an id of other letters", "\"accountId\":\"uk-ł\",\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "accountId"),
                open("a limit below zero", ids() + ",\"overdraftLimit\":-1").is(400, "INVALID_FIELD", "overdraftLimit"),
                open("a long owner", ids() + ",\"owner\":\"" + "x".repeat(201) + "\"")
                        .is(400, "INVALID_FIELD", "owner"),
                open("an owner that is a list", ids() + ",\"owner\":[\"a\"]").is(400, "INVALID_FIELD", "owner"));
    }

    static Stream<Row> rules() {
        String one = "\"amount\":1,\"currency\":\"GBP\"";
        return Stream.of(
                open("an account that exists", "\"accountId\":\"" + RICH + "\",\"currency\":\"GBP\"")
                        .is(409, "ALREADY_EXISTS", "accountId"),
                open("the world", "\"accountId\":\"uk-world\",\"currency\":\"GBP\"")
                        .is(422, "RESERVED_ACCOUNT", "accountId"),
                open("the clearing account", "\"accountId\":\"uk-clearing\",\"currency\":\"GBP\"")
                        .is(422, "RESERVED_ACCOUNT", "accountId"),
                post("into the world", "/api/accounts/uk-world/deposits", "{\"amount\":1}")
                        .is(422, "RESERVED_ACCOUNT", "accountId"),
                post("out of clearing", "/api/accounts/uk-clearing/withdrawals", "{\"amount\":1}")
                        .is(422, "RESERVED_ACCOUNT", "accountId"),
                post("to nobody", "/api/accounts/uk-nobody/deposits", "{\"amount\":1}")
                        .is(404, "NOT_FOUND", "accountId"),
                post("to an id that cannot be", "/api/accounts/nobody/deposits", "{\"amount\":1}")
                        .is(404, "NOT_FOUND", "accountId"),
                post("to a region that is not", "/api/accounts/mars-1/deposits", "{\"amount\":1}")
                        .is(404, "NOT_FOUND", "accountId"),
                post("more than there is", "/api/accounts/" + POOR + "/withdrawals", "{\"amount\":11}")
                        .is(422, "INSUFFICIENT_FUNDS", "amount"),
                transfer("more than there is", POOR, RICH, "\"amount\":11,\"currency\":\"GBP\"")
                        .is(422, "INSUFFICIENT_FUNDS", "amount"),
                transfer("from nobody", "uk-nobody", RICH, one).is(404, "NOT_FOUND", "from"),
                transfer("to nobody", RICH, "uk-nobody", one).is(404, "NOT_FOUND", "to"),
                transfer("to itself", RICH, RICH, one).is(422, "SAME_ACCOUNT", "to"),
                transfer("from the world", "uk-world", RICH, one).is(422, "RESERVED_ACCOUNT", "from"),
                transfer("to the world", RICH, "uk-world", one).is(422, "RESERVED_ACCOUNT", "to"),
                transfer("to clearing", RICH, "uk-clearing", one).is(422, "RESERVED_ACCOUNT", "to"),
                transfer("to another currency", RICH, DOLLARS, one).is(422, "CURRENCY_MISMATCH", "currency"),
                transfer("in another currency", RICH, POOR, "\"amount\":1,\"currency\":\"EUR\"")
                        .is(422, "CURRENCY_MISMATCH", "currency"),
                transfer("to another region, which is not there yet", RICH, FOREIGN, one)
                        .is(422, "CROSS_REGION_UNSUPPORTED", "to"),
                transfer("no currency", RICH, POOR, "\"amount\":1").is(400, "MISSING_FIELD", "currency"),
                transfer("a negative amount", RICH, POOR, "\"amount\":-1,\"currency\":\"GBP\"")
                        .is(400, "INVALID_FIELD", "amount"),
                transfer("an id that cannot be", "RICH", POOR, one).is(400, "INVALID_FIELD", "from"));
    }

    static Stream<Row> headers() {
        Row fine = deposit("x", "\"amount\":1");
        return Stream.of(
                named(fine, "an empty key").header("Idempotency-Key: ").is(400, "INVALID_FIELD", "Idempotency-Key"),
                named(fine, "a long key")
                        .header("Idempotency-Key: " + "x".repeat(256))
                        .is(400, "INVALID_FIELD", "Idempotency-Key"),
                named(fine, "a key of other letters")
                        .header("Idempotency-Key: ł")
                        .is(400, "INVALID_FIELD", "Idempotency-Key"),
                named(fine, "two keys")
                        .header("Idempotency-Key: a")
                        .header("Idempotency-Key: b")
                        .is(400, "INVALID_FIELD", "Idempotency-Key"),
                named(fine, "an empty correlation id")
                        .header("X-Correlation-Id: ")
                        .is(400, "INVALID_FIELD", "X-Correlation-Id"),
                named(fine, "a correlation id with a blank")
                        .header("X-Correlation-Id: a b")
                        .is(400, "INVALID_FIELD", "X-Correlation-Id"),
                named(fine, "a long correlation id")
                        .header("X-Correlation-Id: " + "x".repeat(129))
                        .is(400, "INVALID_FIELD", "X-Correlation-Id"),
                get("a bad correlation id of a question", ACCOUNT)
                        .header("X-Correlation-Id: a b")
                        .is(400, "INVALID_FIELD", "X-Correlation-Id"),
                named(fine, "plain text")
                        .onlyHeader("Content-Type: text/plain")
                        .is(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type"),
                named(fine, "a form")
                        .onlyHeader("Content-Type: application/x-www-form-urlencoded")
                        .is(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type"),
                named(fine, "no type").onlyHeader("X-Nothing: 1").is(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type"),
                named(fine, "a type that is none")
                        .onlyHeader("Content-Type: garbage")
                        .is(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type"),
                get("HTML is asked for", ACCOUNT).header("Accept: text/html").is(406, "NOT_ACCEPTABLE", "Accept"),
                get("a header of many characters", ACCOUNT)
                        .header("X-Long: " + "x".repeat(20_000))
                        .is(400, "MALFORMED"));
    }

    private static Row named(Row row, String what) {
        return new Row(
                what, row.method(), row.target(), row.headers(), row.body(), row.status(), row.code(), row.field());
    }

    static Stream<Row> paths() {
        return Stream.of(
                get("nothing there", "/api/nothing").is(404, "NOT_FOUND"),
                get("the root", "/").is(404, "NOT_FOUND"),
                get("the server's own page", "/error").is(404, "NOT_FOUND"),
                get("a slash too many", ACCOUNT + "/").is(404, "NOT_FOUND"),
                get("an operation that is not", "/actuator/env").is(404, "NOT_FOUND"),
                get("a path that goes up", "/api/../../etc/passwd").is(400, "MALFORMED"),
                get("an encoded slash", "/api/accounts/uk-1%2Fentries").is(400, "MALFORMED"),
                get("an encoded NUL", "/api/accounts/uk-1%00").is(400, "MALFORMED"),
                get("half an encoding", "/api/accounts/uk-1%2").is(400, "MALFORMED"),
                get("brackets", "/api/accounts?owner=[x]").is(400, "MALFORMED"),
                get("a blank", "/api/accounts/uk 1").is(400, "MALFORMED"),
                post("a transfer to read", "/api/transfers", "").method("GET").is(405, "METHOD_NOT_ALLOWED"),
                get("an account to delete", ACCOUNT).method("DELETE").is(405, "METHOD_NOT_ALLOWED"),
                post("an account to put", ACCOUNT, "{}").method("PUT").is(405, "METHOD_NOT_ALLOWED"),
                post("a deposit to patch", DEPOSITS, "{}").method("PATCH").is(405, "METHOD_NOT_ALLOWED"),
                get("a method of no meaning", ACCOUNT).method("FOO").is(405, "METHOD_NOT_ALLOWED"),
                get("a trace", ACCOUNT).method("TRACE").is(405, "METHOD_NOT_ALLOWED"),
                get("a verification to read", "/api/verifications").is(405, "METHOD_NOT_ALLOWED"));
    }

    static Stream<Row> questions() {
        String future = Instant.now().plus(Duration.ofHours(1)).toString();
        return Stream.of(
                get("an unknown account", "/api/accounts/uk-nobody").is(404, "NOT_FOUND", "accountId"),
                get("an unknown account's entries", "/api/accounts/uk-nobody/entries")
                        .is(404, "NOT_FOUND", "accountId"),
                get("an id that cannot be", "/api/accounts/nobody").is(400, "INVALID_FIELD", "accountId"),
                get("an unknown region's account", "/api/accounts/mars-1").is(404, "NOT_FOUND", "accountId"),
                get("an unknown region", "/api/regions/mars/totals").is(404, "NOT_FOUND", "region"),
                get("an unknown region as a filter", "/api/accounts?region=mars")
                        .is(400, "INVALID_FIELD", "region"),
                get("an unknown parameter", ACCOUNT + "?positon=1").is(400, "UNKNOWN_FIELD", "positon"),
                get("a parameter of another call", ACCOUNT + "?pageSize=1").is(400, "UNKNOWN_FIELD", "pageSize"),
                get("a parameter twice", ACCOUNT + "?position=1&position=1").is(400, "INVALID_FIELD", "position"),
                get("an empty parameter", ACCOUNT + "?position=").is(400, "INVALID_FIELD", "position"),
                get("position and at", ACCOUNT + "?position=1&at=2026-01-01T00:00:00Z")
                        .is(400, "INVALID_FIELD", "at"),
                get("the future", ACCOUNT + "?at=" + future).is(400, "INVALID_FIELD", "at"),
                get("an instant that is none", ACCOUNT + "?at=noon").is(400, "INVALID_FIELD", "at"),
                get("an effect that is none", ACCOUNT + "?effectiveAt=noon").is(400, "INVALID_FIELD", "effectiveAt"),
                get("a position below zero", ACCOUNT + "?position=-1").is(400, "INVALID_FIELD", "position"),
                get("a position that is none", ACCOUNT + "?position=uk:x").is(400, "INVALID_FIELD", "position"),
                get("a position beyond the end", ACCOUNT + "?position=999999999")
                        .is(400, "INVALID_FIELD", "position"),
                get("a position of many digits", ACCOUNT + "?position=" + "9".repeat(30))
                        .is(400, "INVALID_FIELD", "position"),
                get("a position of another region", ACCOUNT + "?position=au:1").is(400, "INVALID_FIELD", "position"),
                get("a position of an unknown region", ACCOUNT + "?position=mars:1")
                        .is(400, "INVALID_FIELD", "position"),
                get("a region twice", ACCOUNT + "?position=uk:1,uk:2").is(400, "INVALID_FIELD", "position"),
                get("a position where three regions are meant", "/api/accounts?position=1")
                        .is(400, "INVALID_FIELD", "position"),
                get("one position of three", "/api/accounts?position=uk:1").is(400, "INVALID_FIELD", "position"),
                get("a page of none", ENTRIES + "?pageSize=0").is(400, "INVALID_FIELD", "pageSize"),
                get("a page of 1001", ENTRIES + "?pageSize=1001").is(400, "INVALID_FIELD", "pageSize"),
                get("a page of some", ENTRIES + "?pageSize=some").is(400, "INVALID_FIELD", "pageSize"),
                get("a status that is none", "/api/accounts?status=NICE").is(400, "INVALID_FIELD", "status"),
                get("a balance that is none", "/api/accounts?minBalance=much").is(400, "INVALID_FIELD", "minBalance"),
                get("a filter beside a moment", "/api/accounts?region=uk&position=1&status=OPEN")
                        .is(400, "NOT_AT_A_MOMENT", "status"),
                get("a balance beside a moment", "/api/accounts?region=uk&position=1&minBalance=1")
                        .is(400, "NOT_AT_A_MOMENT", "minBalance"),
                get("an encoding that is none", "/api/accounts?owner=%zz").is(400, "MALFORMED"),
                get("an encoding of no UTF-8", "/api/accounts?owner=%ff").is(400, "MALFORMED"),
                get("an encoding of half a pair", "/api/accounts?owner=%ed%a0%80")
                        .is(400, "MALFORMED"),
                get("an encoded NUL as a filter", "/api/accounts?owner=%00").is(400, "INVALID_FIELD", "owner"),
                get("more than the view will see", ACCOUNT + "?minPosition=uk:999999999")
                        .is(503, "VIEW_BEHIND"));
    }

    static Stream<Row> cursors() {
        return Stream.of(
                entriesAt("garbage", "abc"),
                entriesAt("no base64", "%21%21"),
                entriesAt("no object", cursor("[]")),
                entriesAt("null", cursor("null")),
                entriesAt("nothing in it", cursor("{}")),
                entriesAt("no key", cursor("{'list':'" + ENTRIES + "'}")),
                entriesAt("an object for a key", cursor("{'list':'" + ENTRIES + "','key':{'a':1}}")),
                entriesAt("a key that is none", cursor("{'list':'" + ENTRIES + "','key':'x'}")),
                entriesAt("a key of the other order", cursor("{'list':'" + ENTRIES + "','key':'1_2_3'}")),
                entriesAt("another account's", otherStatement()),
                entriesAt("another list's", listOfAccounts()),
                get("another list's", "/api/accounts?cursor=" + ownStatement()).is(400, "INVALID_FIELD", "cursor"),
                get("a page size other than the cursor's", ENTRIES + "?pageSize=7&cursor=" + ownStatement())
                        .is(400, "INVALID_FIELD", "pageSize"),
                get(
                                "a page size in it that is none",
                                ENTRIES + "?cursor=" + cursor("{'list':'" + ENTRIES + "','key':'1_1','pageSize':'0'}"))
                        .is(400, "INVALID_FIELD", "pageSize"),
                get(
                                "a moment in it that is none",
                                ENTRIES + "?cursor=" + cursor("{'list':'" + ENTRIES + "','key':'1_1','position':'x'}"))
                        .is(400, "INVALID_FIELD", "position"));
    }

    private static Row entriesAt(String what, String cursor) {
        return get(what, ENTRIES + "?cursor=" + cursor).is(400, "INVALID_FIELD", "cursor");
    }

    private static String cursor(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String ownStatement() {
        BANK.deposit(RICH, 1).expect(201);
        return next(ENTRIES + "?pageSize=1&minPosition=" + BANK.head("uk"));
    }

    private static String otherStatement() {
        BANK.deposit(POOR, 1).expect(201);
        BANK.withdraw(POOR, 1).expect(201);
        return next("/api/accounts/" + POOR + "/entries?pageSize=1&minPosition=" + BANK.head("uk"));
    }

    private static String listOfAccounts() {
        return next("/api/accounts?region=uk&pageSize=1&minPosition=" + BANK.head("uk"));
    }

    private static String next(String path) {
        return BANK.api().get(path).expect(200).json().at("/cursor/next").stringValue();
    }

    @ParameterizedTest
    @MethodSource({"bodies", "fields", "rules", "headers", "paths", "questions", "cursors"})
    void it_is_refused_with_a_reason_and_nothing_is_done(Row row) {
        List<Long> before = heads();
        RawHttp.Reply reply = HTTP.send(row.method(), row.target(), row.headers(), row.body());
        assertProblem(row, reply);
        if (row.status() == 405) {
            assertThat(reply.header("Allow")).isNotEmpty();
        }
        if (row.status() == 503) {
            assertThat(reply.header("Retry-After")).isNotEmpty();
        }
        assertThat(heads()).isEqualTo(before);
    }

    private static List<Long> heads() {
        return Stream.of("au", "uk", "us").map(BANK::head).toList();
    }

    private static void assertProblem(Row row, RawHttp.Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(row.status());
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.header("X-Correlation-Id")).isNotEmpty();
        JsonNode problem = reply.json();
        assertThat(problem.path("code").asString("")).as(reply.body()).isEqualTo(row.code());
        assertThat(problem.path("field").asString(""))
                .as(reply.body())
                .isEqualTo(row.field() == null ? "" : row.field());
        assertThat(problem.path("status").asInt(0)).isEqualTo(row.status());
        assertThat(problem.path("type").asString(""))
                .isEqualTo("https://flare.dev/problems/"
                        + row.code().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(problem.path("title").asString("")).isNotBlank();
        assertThat(problem.path("detail").asString("")).isNotBlank().doesNotContain("Exception", "dev.flare");
    }
}
