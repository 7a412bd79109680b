package dev.flare.integration.badinput;

import static dev.flare.integration.badinput.Row.get;
import static dev.flare.integration.badinput.Row.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.RawHttp;
import dev.flare.integration.support.Together;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
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

    private static final String FROZEN = changed("freeze", BANK.openWith("uk", 1000));
    private static final String CLOSED = changed("close", BANK.open("uk"));
    private static final String PAID = BANK.open("uk");
    private static final String HOLD = held();
    private static final String VOIDED = held();
    private static final String CAPTURED = held();
    private static final String TRANSFER =
            BANK.transfer(RICH, PAID, 1).expect(201).text("transferId");
    private static final String REVERSED =
            BANK.transfer(RICH, PAID, 1).expect(201).text("transferId");
    private static final String REVERSAL =
            because("/api/transfers/" + REVERSED + "/reversal", 201).text("reversalId");

    static {
        because("/api/holds/" + VOIDED + "/void", 200);
        BANK.api()
                .post("/api/holds/" + CAPTURED + "/capture", Map.of("to", PAID))
                .expect(201);
    }

    private static final String DEPOSITS = "/api/accounts/" + RICH + "/deposits";
    private static final String ACCOUNT = "/api/accounts/" + RICH;
    private static final String ENTRIES = ACCOUNT + "/entries";

    private static Answer because(String path, int status) {
        return BANK.api().post(path, Map.of("reason", "for the test")).expect(status);
    }

    private static String changed(String how, String account) {
        because("/api/accounts/" + account + "/" + how, 200);
        return account;
    }

    private static String held() {
        return BANK.api()
                .post("/api/holds", Map.of("account", RICH, "amount", 100))
                .expect(201)
                .text("holdId");
    }

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
                transfer("to a region that is not", RICH, "mars-1", one).is(404, "NOT_FOUND", "to"),
                transfer("more than there is to another region", POOR, FOREIGN, "\"amount\":11,\"currency\":\"GBP\"")
                        .is(422, "INSUFFICIENT_FUNDS", "amount"),
                transfer("from nobody to another region", "uk-nobody", FOREIGN, one)
                        .is(404, "NOT_FOUND", "from"),
                transfer("in another currency to another region", RICH, FOREIGN, "\"amount\":1,\"currency\":\"EUR\"")
                        .is(422, "CURRENCY_MISMATCH", "currency"),
                transfer("to another region's clearing", RICH, "au-clearing", one)
                        .is(422, "RESERVED_ACCOUNT", "to"),
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
                        .is(400, "MALFORMED"),
                flooded(get("more headers than a hundred", ACCOUNT)).is(400, "MALFORMED"),
                flooded(named(fine, "more headers than a hundred")).is(400, "MALFORMED"));
    }

    private static Row flooded(Row row) {
        Row flooded = row;
        for (int i = 0; i < 120; i++) {
            flooded = flooded.header("X-" + i + ": 1");
        }
        return flooded;
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
                entriesAt("a key without a line", cursor("{'list':'" + ENTRIES + "','key':'1'}")),
                entriesAt("a key of more digits than a position has", cursor(keyed("9".repeat(19) + "_1"))),
                entriesAt("no list", cursor("{'key':'1_1'}")),
                entriesAt(
                        "a parameter of another version", cursor("{'list':'" + ENTRIES + "','key':'1_1','sort':'a'}")),
                entriesAt("a filter of another list", cursor("{'list':'" + ENTRIES + "','key':'1_1','owner':'a'}")),
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
                        .is(400, "INVALID_FIELD", "position"),
                get(
                                "a moment in it beyond the end",
                                ENTRIES + "?cursor="
                                        + cursor("{'list':'" + ENTRIES + "','key':'1_1','position':'uk:999999999'}"))
                        .is(400, "INVALID_FIELD", "position"));
    }

    private static String keyed(String key) {
        return "{'list':'" + ENTRIES + "','key':'" + key + "'}";
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

    private static Row about(String what, String path, String reason) {
        return post(what, path, "{\"reason\":" + reason + "}");
    }

    /** What every call that takes nothing but a reason refuses. */
    static Stream<Row> reasons() {
        return Stream.of(
                        ACCOUNT + "/freeze",
                        ACCOUNT + "/unfreeze",
                        ACCOUNT + "/close",
                        "/api/transfers/" + TRANSFER + "/reversal",
                        "/api/holds/" + HOLD + "/void")
                .flatMap(path -> Stream.of(
                        post("no JSON at " + path, path, "reason").is(400, "MALFORMED"),
                        post("a reason twice at " + path, path, "{\"reason\":\"a\",\"reason\":\"b\"}")
                                .is(400, "MALFORMED"),
                        about("deep nesting at " + path, path, "[".repeat(100) + "]".repeat(100))
                                .is(400, "MALFORMED"),
                        post("no UTF-8 at " + path, path, "x")
                                .bytes(new byte[] {'{', (byte) 0xC0, (byte) 0x80, '}'})
                                .is(400, "MALFORMED"),
                        post("no reason at " + path, path, "{}").is(400, "MISSING_FIELD", "reason"),
                        about("a number at " + path, path, "1").is(400, "INVALID_FIELD", "reason"),
                        about("blanks at " + path, path, "\"  \"").is(400, "INVALID_FIELD", "reason"),
                        about("a long reason at " + path, path, "\"" + "x".repeat(501) + "\"")
                                .is(400, "INVALID_FIELD", "reason"),
                        about("an escape at " + path, path, "\"\\u001b\"").is(400, "INVALID_FIELD", "reason"),
                        post("an unknown field at " + path, path, "{\"reason\":\"a\",\"amount\":1}")
                                .is(400, "UNKNOWN_FIELD", "amount"),
                        about("two keys at " + path, path, "\"a\"")
                                .header("Idempotency-Key: a")
                                .header("Idempotency-Key: b")
                                .is(400, "INVALID_FIELD", "Idempotency-Key"),
                        about("plain text at " + path, path, "\"a\"")
                                .onlyHeader("Content-Type: text/plain")
                                .is(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type"),
                        get("to read " + path, path).is(405, "METHOD_NOT_ALLOWED"),
                        about("more than a megabyte at " + path, path, "\"a\"" + " ".repeat(MEGABYTE))
                                .is(413, "TOO_LARGE"),
                        about("a header flood at " + path, path, "\"a\"")
                                .header("X-Flood: " + "x".repeat(20_000))
                                .is(400, "MALFORMED")));
    }

    static Stream<Row> statuses() {
        String one = "\"amount\":1,\"currency\":\"GBP\"";
        return Stream.of(
                about("freezing nobody", "/api/accounts/uk-nobody/freeze", "\"a\"")
                        .is(404, "NOT_FOUND", "accountId"),
                about("freezing what cannot be", "/api/accounts/nobody/freeze", "\"a\"")
                        .is(404, "NOT_FOUND", "accountId"),
                about("closing in no region", "/api/accounts/mars-1/close", "\"a\"")
                        .is(404, "NOT_FOUND", "accountId"),
                about("freezing the world", "/api/accounts/uk-world/freeze", "\"a\"")
                        .is(422, "RESERVED_ACCOUNT", "accountId"),
                about("closing clearing", "/api/accounts/uk-clearing/close", "\"a\"")
                        .is(422, "RESERVED_ACCOUNT", "accountId"),
                about("thawing what is not frozen", ACCOUNT + "/unfreeze", "\"a\"")
                        .is(422, "ACCOUNT_NOT_FROZEN", "accountId"),
                about("closing with money", ACCOUNT + "/close", "\"a\"").is(422, "ACCOUNT_NOT_EMPTY", "accountId"),
                about("freezing twice", "/api/accounts/" + FROZEN + "/freeze", "\"a\"")
                        .is(422, "ACCOUNT_FROZEN", "accountId"),
                about("freezing what is closed", "/api/accounts/" + CLOSED + "/freeze", "\"a\"")
                        .is(422, "ACCOUNT_CLOSED", "accountId"),
                about("thawing what is closed", "/api/accounts/" + CLOSED + "/unfreeze", "\"a\"")
                        .is(422, "ACCOUNT_CLOSED", "accountId"),
                about("closing twice", "/api/accounts/" + CLOSED + "/close", "\"a\"")
                        .is(422, "ACCOUNT_CLOSED", "accountId"),
                post("into the frozen", "/api/accounts/" + FROZEN + "/deposits", "{\"amount\":1}")
                        .is(422, "ACCOUNT_FROZEN", "accountId"),
                post("out of the frozen", "/api/accounts/" + FROZEN + "/withdrawals", "{\"amount\":1}")
                        .is(422, "ACCOUNT_FROZEN", "accountId"),
                post("into the closed", "/api/accounts/" + CLOSED + "/deposits", "{\"amount\":1}")
                        .is(422, "ACCOUNT_CLOSED", "accountId"),
                post("out of the closed", "/api/accounts/" + CLOSED + "/withdrawals", "{\"amount\":1}")
                        .is(422, "ACCOUNT_CLOSED", "accountId"),
                transfer("from the frozen", FROZEN, RICH, one).is(422, "ACCOUNT_FROZEN", "from"),
                transfer("to the frozen", RICH, FROZEN, one).is(422, "ACCOUNT_FROZEN", "to"),
                transfer("from the closed", CLOSED, RICH, one).is(422, "ACCOUNT_CLOSED", "from"),
                transfer("to the closed", RICH, CLOSED, one).is(422, "ACCOUNT_CLOSED", "to"),
                open("what is closed, again", "\"accountId\":\"" + CLOSED + "\",\"currency\":\"GBP\"")
                        .is(409, "ALREADY_EXISTS", "accountId"));
    }

    private static Row hold(String what, String fields) {
        return post(what, "/api/holds", "{" + fields + "}");
    }

    private static Row capture(String what, String hold, String fields) {
        return post(what, "/api/holds/" + hold + "/capture", "{" + fields + "}");
    }

    static Stream<Row> holds() {
        String rich = "\"account\":\"" + RICH + "\"";
        String poor = "\"to\":\"" + POOR + "\"";
        return Stream.of(
                hold("no JSON", "amount").is(400, "MALFORMED"),
                hold("no account", "\"amount\":1").is(400, "MISSING_FIELD", "account"),
                hold("no amount", rich).is(400, "MISSING_FIELD", "amount"),
                hold("zero", rich + ",\"amount\":0").is(400, "INVALID_FIELD", "amount"),
                hold("less than zero", rich + ",\"amount\":-1").is(400, "INVALID_FIELD", "amount"),
                hold("2^53", rich + ",\"amount\":9007199254740992").is(400, "INVALID_FIELD", "amount"),
                hold("2^63", rich + ",\"amount\":9223372036854775808").is(400, "INVALID_FIELD", "amount"),
                hold("a text", rich + ",\"amount\":\"1\"").is(400, "INVALID_FIELD", "amount"),
                hold("an account that is none", "\"account\":7,\"amount\":1").is(400, "INVALID_FIELD", "account"),
                hold("an id that cannot be", "\"account\":\"rich\",\"amount\":1")
                        .is(400, "INVALID_FIELD", "account"),
                hold("a currency where none belongs", rich + ",\"amount\":1,\"currency\":\"GBP\"")
                        .is(400, "UNKNOWN_FIELD", "currency"),
                hold("the past", rich + ",\"amount\":1,\"expiresAt\":\"2020-01-01T00:00:00Z\"")
                        .is(400, "INVALID_FIELD", "expiresAt"),
                hold("no instant", rich + ",\"amount\":1,\"expiresAt\":\"tomorrow\"")
                        .is(400, "INVALID_FIELD", "expiresAt"),
                hold("after the year 9999", rich + ",\"amount\":1,\"expiresAt\":\"+10000-01-01T00:00:00Z\"")
                        .is(400, "INVALID_FIELD", "expiresAt"),
                hold("a long reference", rich + ",\"amount\":1,\"reference\":\"" + "x".repeat(201) + "\"")
                        .is(400, "INVALID_FIELD", "reference"),
                hold("half of a pair", rich + ",\"amount\":1,\"reference\":\"\\ud800\"")
                        .is(400, "INVALID_FIELD", "reference"),
                hold("of nobody", "\"account\":\"uk-nobody\",\"amount\":1").is(404, "NOT_FOUND", "account"),
                hold("in no region", "\"account\":\"mars-1\",\"amount\":1").is(404, "NOT_FOUND", "account"),
                hold("of the world", "\"account\":\"uk-world\",\"amount\":1").is(422, "RESERVED_ACCOUNT", "account"),
                hold("of the frozen", "\"account\":\"" + FROZEN + "\",\"amount\":1")
                        .is(422, "ACCOUNT_FROZEN", "account"),
                hold("of the closed", "\"account\":\"" + CLOSED + "\",\"amount\":1")
                        .is(422, "ACCOUNT_CLOSED", "account"),
                hold("more than there is", rich + ",\"amount\":1000000000").is(422, "INSUFFICIENT_FUNDS", "amount"),
                capture("to nobody named", HOLD, "").is(400, "MISSING_FIELD", "to"),
                capture("zero", HOLD, poor + ",\"amount\":0").is(400, "INVALID_FIELD", "amount"),
                capture("less than zero", HOLD, poor + ",\"amount\":-5").is(400, "INVALID_FIELD", "amount"),
                capture("a fraction", HOLD, poor + ",\"amount\":1.5").is(400, "INVALID_FIELD", "amount"),
                capture("an unknown field", HOLD, poor + ",\"reference\":\"a\"").is(400, "UNKNOWN_FIELD", "reference"),
                capture("more than is held", HOLD, poor + ",\"amount\":101").is(422, "INSUFFICIENT_FUNDS", "amount"),
                capture("to itself", HOLD, "\"to\":\"" + RICH + "\"").is(422, "SAME_ACCOUNT", "to"),
                capture("to the world", HOLD, "\"to\":\"uk-world\"").is(422, "RESERVED_ACCOUNT", "to"),
                capture("to another region", HOLD, "\"to\":\"" + FOREIGN + "\"").is(422, "MIXED_REGIONS", "to"),
                capture("to another currency", HOLD, "\"to\":\"" + DOLLARS + "\"")
                        .is(422, "CURRENCY_MISMATCH", "currency"),
                capture("to nobody", HOLD, "\"to\":\"uk-nobody\"").is(404, "NOT_FOUND", "to"),
                capture("to the frozen", HOLD, "\"to\":\"" + FROZEN + "\"").is(422, "ACCOUNT_FROZEN", "to"),
                capture("to the closed", HOLD, "\"to\":\"" + CLOSED + "\"").is(422, "ACCOUNT_CLOSED", "to"),
                capture("a hold that cannot be", "hold", poor).is(404, "NOT_FOUND", "holdId"),
                capture("a hold that is not", "uk-" + "0".repeat(32), poor).is(404, "NOT_FOUND", "holdId"),
                capture("a hold in no region", "mars-" + "0".repeat(32), poor).is(404, "NOT_FOUND", "holdId"),
                capture("a transfer", TRANSFER, poor).is(404, "NOT_FOUND", "holdId"),
                capture("what was voided", VOIDED, poor).is(409, "HOLD_VOIDED", "holdId"),
                capture("what was captured", CAPTURED, poor).is(409, "HOLD_CAPTURED", "holdId"),
                about("voiding what was voided", "/api/holds/" + VOIDED + "/void", "\"a\"")
                        .is(409, "HOLD_VOIDED", "holdId"),
                about("voiding what was captured", "/api/holds/" + CAPTURED + "/void", "\"a\"")
                        .is(409, "HOLD_CAPTURED", "holdId"),
                get("a hold to read", "/api/holds").is(405, "METHOD_NOT_ALLOWED"));
    }

    static Stream<Row> reversals() {
        return Stream.of(
                reversal("nothing that can be", "x").is(404, "NOT_FOUND", "transferId"),
                reversal("nothing that is", "uk-" + "0".repeat(32)).is(404, "NOT_FOUND", "transferId"),
                reversal("in no region", "mars-" + "0".repeat(32)).is(404, "NOT_FOUND", "transferId"),
                reversal("a hold", HOLD).is(404, "NOT_FOUND", "transferId"),
                reversal("what was reversed", REVERSED).is(409, "ALREADY_REVERSED", "transferId"),
                reversal("a reversal", REVERSAL).is(422, "NOT_REVERSIBLE", "transferId"));
    }

    private static Row reversal(String what, String id) {
        return about("reversing " + what, "/api/transfers/" + id + "/reversal", "\"a\"");
    }

    private static Row batch(String what, String rest) {
        return post(what, "/api/transfers/batch", "{" + rest + "}");
    }

    private static String item(String from, String to, String rest) {
        return "{\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"currency\":\"GBP\"," + rest + "}";
    }

    private static Row second(String what, String item) {
        return batch(what, "\"transfers\":[" + item(RICH, POOR, "\"amount\":1") + "," + item + "]");
    }

    static Stream<Row> batches() {
        String fine = item(RICH, POOR, "\"amount\":1");
        return Stream.of(
                batch("no JSON", "transfers").is(400, "MALFORMED"),
                batch("nothing", "").is(400, "MISSING_FIELD", "transfers"),
                batch("no list", "\"transfers\":{}").is(400, "INVALID_FIELD", "transfers"),
                batch("an empty list", "\"transfers\":[]").is(400, "INVALID_FIELD", "transfers"),
                batch("a list of numbers", "\"transfers\":[1]").is(400, "INVALID_FIELD", "transfers[0]"),
                batch("atomic that is none", "\"atomic\":\"yes\",\"transfers\":[" + fine + "]")
                        .is(400, "INVALID_FIELD", "atomic"),
                batch("an unknown field", "\"transfers\":[" + fine + "],\"all\":true")
                        .is(400, "UNKNOWN_FIELD", "all"),
                batch("1001 transfers", "\"transfers\":[" + (fine + ",").repeat(1_000) + fine + "]")
                        .is(413, "TOO_LARGE", "transfers"),
                batch("more than a megabyte", "\"transfers\":[" + fine + "]" + " ".repeat(MEGABYTE))
                        .is(413, "TOO_LARGE"),
                second("no amount in one", item(RICH, POOR, "\"reference\":\"a\""))
                        .is(400, "MISSING_FIELD", "transfers[1].amount"),
                second("an unknown field in one", item(RICH, POOR, "\"amount\":1,\"a\":1"))
                        .is(400, "UNKNOWN_FIELD", "transfers[1].a"),
                second("less than zero in one", item(RICH, POOR, "\"amount\":-1"))
                        .is(400, "INVALID_FIELD", "transfers[1].amount"),
                second("to itself in one", item(RICH, RICH, "\"amount\":1")).is(422, "SAME_ACCOUNT", "transfers[1].to"),
                second("to the world in one", item(RICH, "uk-world", "\"amount\":1"))
                        .is(422, "RESERVED_ACCOUNT", "transfers[1].to"),
                second("more than there is in one", item(RICH, POOR, "\"amount\":1000000000"))
                        .is(422, "INSUFFICIENT_FUNDS", "transfers[1].amount"),
                second("to nobody in one", item(RICH, "uk-nobody", "\"amount\":1"))
                        .is(404, "NOT_FOUND", "transfers[1].to"),
                second("to the frozen in one", item(RICH, FROZEN, "\"amount\":1"))
                        .is(422, "ACCOUNT_FROZEN", "transfers[1].to"),
                second("to the closed in one", item(RICH, CLOSED, "\"amount\":1"))
                        .is(422, "ACCOUNT_CLOSED", "transfers[1].to"),
                second("another currency in one", item(RICH, DOLLARS, "\"amount\":1"))
                        .is(422, "CURRENCY_MISMATCH", "transfers[1].currency"),
                second("another region in one", item(FOREIGN, FOREIGN + "x", "\"amount\":1"))
                        .is(422, "MIXED_REGIONS", "transfers[1]"),
                batch(
                                "two regions, each for itself",
                                "\"atomic\":false,\"transfers\":[" + fine + "," + item(FOREIGN, RICH, "\"amount\":1")
                                        + "]")
                        .is(422, "MIXED_REGIONS", "transfers[1]"),
                get("a batch to read", "/api/transfers/batch").is(405, "METHOD_NOT_ALLOWED"));
    }

    /** An account that has room for 511 more, and one that could give it more. In a currency of their own. */
    static Stream<Row> overflows() {
        String full = inYen(0);
        String payer = inYen(10_000);
        fill(full);
        String path = "/api/accounts/" + full + "/deposits";
        String fields = "\"from\":\"" + payer + "\",\"to\":\"" + full + "\",\"currency\":\"JPY\",\"amount\":";
        return Stream.of(
                post("more than a balance can be", path, "{\"amount\":512}").is(422, "AMOUNT_OVERFLOW", "amount"),
                post("the largest deposit on top", path, "{\"amount\":9007199254740991}")
                        .is(422, "AMOUNT_OVERFLOW", "amount"),
                post("a transfer on top", "/api/transfers", "{" + fields + "512}")
                        .is(422, "AMOUNT_OVERFLOW", "amount"),
                batch("too much in one", "\"transfers\":[{" + fields + "512}]")
                        .is(422, "AMOUNT_OVERFLOW", "transfers[0].amount"),
                batch("too much in both", "\"transfers\":[{" + fields + "256},{" + fields + "256}]")
                        .is(422, "AMOUNT_OVERFLOW", "transfers[1].amount"));
    }

    private static String inYen(long overdraft) {
        String id = Bank.fresh("us");
        BANK.api()
                .post("/api/accounts", Map.of("accountId", id, "currency", "JPY", "overdraftLimit", overdraft))
                .expect(201);
        return id;
    }

    private static void fill(String account) {
        Together.clients(16, Duration.ofMinutes(1), client -> IntStream.range(0, 512 / 16)
                .mapToObj(i -> BANK.deposit(account, 9_007_199_254_740_991L).expect(201))
                .toList());
    }

    /** A key that was used, and the same call with something else. */
    static Stream<Row> usedKeys() {
        String key = Bank.unique("used");
        BANK.api()
                .post("/api/accounts/" + RICH + "/deposits", Map.of("amount", 7, "reference", "a"), key)
                .expect(201);
        String header = "Idempotency-Key: " + key;
        return Stream.of(
                deposit("another amount", "\"amount\":8,\"reference\":\"a\"")
                        .header(header)
                        .is(409, "IDEMPOTENCY_MISMATCH", "amount"),
                deposit("another reference", "\"amount\":7,\"reference\":\"b\"")
                        .header(header)
                        .is(409, "IDEMPOTENCY_MISMATCH", "reference"),
                about("another call", ACCOUNT + "/freeze", "\"a\"")
                        .header(header)
                        .is(409, "IDEMPOTENCY_MISMATCH", "request"),
                hold("a hold", "\"account\":\"" + RICH + "\",\"amount\":7")
                        .header(header)
                        .is(409, "IDEMPOTENCY_MISMATCH", "request"),
                reversal("with it", TRANSFER).header(header).is(409, "IDEMPOTENCY_MISMATCH", "request"),
                batch("a batch", "\"transfers\":[" + item(RICH, POOR, "\"amount\":7") + "]")
                        .header(header)
                        .is(409, "IDEMPOTENCY_MISMATCH", "request"));
    }

    /** Of what an item of a batch may be refused for, nothing touches the others, nor the account it names. */
    @Test
    void a_batch_of_nothing_but_mistakes_does_nothing() {
        List<Long> before = heads();
        String body = "{\"atomic\":false,\"transfers\":["
                + String.join(
                        ",",
                        item(RICH, "uk-nobody", "\"amount\":1"),
                        item(RICH, POOR, "\"amount\":-1"),
                        item(RICH, POOR, "\"amount\":1000000000"),
                        item(RICH, FROZEN, "\"amount\":1"))
                + "]}";
        JsonNode answer = BANK.api()
                .send(BANK.api().posting("/api/transfers/batch", body))
                .expect(200)
                .json();
        assertThat(answer.path("results").findValuesAsString("code"))
                .containsExactly("NOT_FOUND", "INVALID_FIELD", "INSUFFICIENT_FUNDS", "ACCOUNT_FROZEN");
        assertThat(heads()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource({
        "bodies",
        "fields",
        "rules",
        "headers",
        "paths",
        "questions",
        "cursors",
        "reasons",
        "statuses",
        "holds",
        "reversals",
        "batches",
        "overflows",
        "usedKeys"
    })
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
