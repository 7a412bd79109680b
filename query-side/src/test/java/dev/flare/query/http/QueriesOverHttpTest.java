package dev.flare.query.http;

import static dev.flare.query.support.Given.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.query.support.Given;
import dev.flare.query.support.RunningQuerySide;
import dev.flare.query.support.RunningQuerySide.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The whole query side as clients meet it, on one story. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QueriesOverHttpTest {

    // Recorded: uk 1 at :01, uk 2 at :02, …
    private static final Instant EARLIER = Instant.parse("2025-06-01T00:00:00Z");

    private final Given given = new Given();
    private RunningQuerySide app;

    @BeforeAll
    void start() {
        given.opened("uk-1", "ann"); // uk 1, :01
        given.deposited("uk-1", 1000); // uk 2, :02
        given.opened("uk-2", "bob"); // uk 3, :03
        given.transferred("uk-1", "uk-2", 300); // uk 4, :04
        given.deposited("uk-2", 50, EARLIER); // uk 5, :05
        given.withdrawn("uk-1", 100); // uk 6, :06
        given.opened("au-1", "ann"); // au 1, :07
        given.deposited("au-1", 7); // au 2, :08
        app = RunningQuerySide.on(given);
        assertThat(app.get("/api/accounts?minPosition=uk:6,au:2").status()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        app.close();
        given.close();
    }

    @Test
    void the_document_tells_its_own_calls_and_no_others() {
        JsonNode paths = app.get("/v3/api-docs").json().path("paths");

        assertThat(paths.propertyNames())
                .containsExactlyInAnyOrder(
                        "/api/accounts",
                        "/api/accounts/{id}",
                        "/api/accounts/{id}/entries",
                        "/api/heads",
                        "/api/regions/{region}/totals",
                        "/api/replay",
                        "/api/verifications");
        assertThat(paths.path("/api/accounts").propertyNames()).containsExactly("get");
    }

    @Test
    void an_account_now() {
        Response response = app.get("/api/accounts/uk-1");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.body())
                .isEqualTo("{\"accountId\":\"uk-1\",\"currency\":\"GBP\",\"owner\":\"ann\",\"balance\":600,\"held\":0,"
                        + "\"available\":600,\"overdraftLimit\":0,\"status\":\"OPEN\",\"metadata\":{\"a\":1,\"b\":2},"
                        + "\"asOf\":{\"position\":{\"uk\":6},\"recordedAt\":\"2026-01-01T00:00:06Z\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            uk-1 | position=0                              | 0    | NOT_OPENED | 0
            uk-1 | position=1                              | 0    | OPEN       | 1
            uk-1 | position=2                              | 1000 | OPEN       | 2
            uk-1 | position=uk:3                           | 1000 | OPEN       | 3
            uk-1 | position=uk:4,au:1                      | 700  | OPEN       | 4
            uk-1 | position=6                              | 600  | OPEN       | 6
            uk-1 | at=2025-12-31T00:00:00Z                 | 0    | NOT_OPENED | 0
            uk-1 | at=2026-01-01T00:00:01.999999Z          | 0    | OPEN       | 1
            uk-1 | at=2026-01-01T00:00:02Z                 | 1000 | OPEN       | 2
            uk-1 | at=2026-01-01T00:00:05.5Z               | 700  | OPEN       | 5
            uk-1 | at=-99999-01-01T00:00:00Z               | 0    | NOT_OPENED | 0
            uk-2 | position=2                              | 0    | NOT_OPENED | 2
            uk-2 | effectiveAt=2025-06-01T00:00:00Z        | 50   | OPEN       | 6
            uk-2 | effectiveAt=2025-05-31T23:59:59.999999Z | 0    | OPEN       | 6
            uk-2 | effectiveAt=2026-01-01T00:00:04Z        | 350  | OPEN       | 6
            uk-2 | effectiveAt=2025-06-01T00:00:00Z&position=4 | 0    | OPEN       | 4
            uk-2 | effectiveAt=2025-06-01T00:00:00Z&at=2026-01-01T00:00:05Z | 50 | OPEN | 5
            uk-2 | effectiveAt=2999-01-01T00:00:00Z        | 350  | OPEN       | 6
            """)
    void an_account_at_a_moment(String account, String query, long balance, String status, long position) {
        Response response = app.get("/api/accounts/" + account + "?" + query);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().get("balance").asLong()).isEqualTo(balance);
        assertThat(response.json().get("status").asString()).isEqualTo(status);
        assertThat(response.json().at("/asOf/position/uk").asLong()).isEqualTo(position);
    }

    @Test
    void an_account_that_was_not_opened_then_has_no_currency_and_no_owner() {
        JsonNode account = app.get("/api/accounts/uk-2?position=2").json();

        assertThat(account.get("currency").isNull()).isTrue();
        assertThat(account.get("owner").isNull()).isTrue();
        assertThat(account.get("available").asLong()).isZero();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("/api/accounts/uk-nobody", "NOT_FOUND", "accountId"),
                Arguments.of("/api/accounts/uk-nobody?position=2", "NOT_FOUND", "accountId"),
                Arguments.of("/api/accounts/uk-nobody/entries", "NOT_FOUND", "accountId"),
                Arguments.of("/api/accounts/uk-world", "NOT_FOUND", "accountId"),
                Arguments.of("/api/accounts/xx-1", "NOT_FOUND", "accountId"),
                Arguments.of("/api/accounts/nonsense", "INVALID_FIELD", "accountId"),
                Arguments.of("/api/accounts/uk-1?position=1&at=2026-01-01T00:00:00Z", "INVALID_FIELD", "at"),
                Arguments.of("/api/accounts/uk-1?at=2999-01-01T00:00:00Z", "INVALID_FIELD", "at"),
                Arguments.of("/api/accounts/uk-1?at=yesterday", "INVALID_FIELD", "at"),
                Arguments.of("/api/accounts/uk-1?at=", "INVALID_FIELD", "at"),
                Arguments.of("/api/accounts/uk-1?effectiveAt=soon", "INVALID_FIELD", "effectiveAt"),
                Arguments.of("/api/accounts/uk-1?position=7", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=-1", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=99999999999999999999", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=uk:x", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=xx:1", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=au:1", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=uk:1,uk:2", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?position=1&position=2", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts/uk-1?minPosition=uk:", "INVALID_FIELD", "minPosition"),
                Arguments.of("/api/accounts/uk-1?minPosition=uk:99", "VIEW_BEHIND", ""),
                Arguments.of("/api/accounts/uk-1?asOf=1", "UNKNOWN_FIELD", "asOf"),
                Arguments.of("/api/accounts/uk-1?pageSize=1", "UNKNOWN_FIELD", "pageSize"),
                Arguments.of("/api/accounts?position=3", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts?position=uk:3", "INVALID_FIELD", "position"),
                Arguments.of("/api/accounts?region=xx", "INVALID_FIELD", "region"),
                Arguments.of("/api/accounts?owner=%00", "INVALID_FIELD", "owner"),
                Arguments.of("/api/accounts?owner=", "INVALID_FIELD", "owner"),
                Arguments.of("/api/accounts?status=ASLEEP", "INVALID_FIELD", "status"),
                Arguments.of("/api/accounts?status=NOT_OPENED", "INVALID_FIELD", "status"),
                Arguments.of("/api/accounts?minBalance=much", "INVALID_FIELD", "minBalance"),
                Arguments.of("/api/accounts?pageSize=0", "INVALID_FIELD", "pageSize"),
                Arguments.of("/api/accounts?pageSize=1001", "INVALID_FIELD", "pageSize"),
                Arguments.of("/api/accounts?region=uk&position=3&currency=GBP", "NOT_AT_A_MOMENT", "currency"),
                Arguments.of("/api/accounts?region=uk&position=3&status=OPEN", "NOT_AT_A_MOMENT", "status"),
                Arguments.of("/api/accounts?at=2026-01-01T00:00:00Z&minBalance=1", "NOT_AT_A_MOMENT", "minBalance"),
                Arguments.of(
                        "/api/accounts?effectiveAt=2026-01-01T00:00:00Z&minBalance=1", "NOT_AT_A_MOMENT", "minBalance"),
                Arguments.of("/api/regions/xx/totals", "NOT_FOUND", "region"),
                Arguments.of("/api/replay?region=xx", "NOT_FOUND", "region"),
                Arguments.of("/api/replay?position=1", "INVALID_FIELD", "position"),
                Arguments.of("/api/replay?account=uk-1&region=au", "INVALID_FIELD", "region"),
                Arguments.of("/api/accounts?cursor=rubbish!", "INVALID_FIELD", "cursor"),
                Arguments.of("/api/accounts?cursor=bnVsbA", "INVALID_FIELD", "cursor"),
                Arguments.of("/api/accounts?cursor=W10", "INVALID_FIELD", "cursor"),
                Arguments.of("/api/accounts/uk-1/entries?cursor=e30", "INVALID_FIELD", "cursor"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_refused(String call, String code, String field) {
        Response response = app.get(call);

        assertThat(response.json().get("code").asString()).isEqualTo(code);
        assertThat(response.json().path("field").asString("")).isEqualTo(field);
        assertThat(response.status()).isEqualTo(status(code));
        assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    }

    private static int status(String code) {
        return switch (code) {
            case "NOT_FOUND" -> 404;
            case "VIEW_BEHIND" -> 503;
            default -> 400;
        };
    }

    @Test
    void the_future_is_refused_with_the_current_time_and_a_position_with_the_head() {
        assertThat(app.get("/api/accounts/uk-1?at=2999-01-01T00:00:00Z")
                        .json()
                        .get("detail")
                        .asString())
                .contains("it is 20");
        assertThat(app.get("/api/accounts/uk-1?position=7").json().get("detail").asString())
                .contains("ends at position 6");
    }

    @Test
    void a_statement_by_position() {
        JsonNode page = app.get("/api/accounts/uk-2/entries").json();

        assertThat(entries(page)).containsExactly("4: 300 -> 300", "5: 50 -> 350");
        assertThat(page.at("/cursor/hasMore").asBoolean()).isFalse();
        assertThat(page.at("/cursor/next").isNull()).isTrue();
        assertThat(page.at("/cursor/previous").isNull()).isTrue();
        assertThat(page.at("/cursor/data/1/effectiveAt").asString()).isEqualTo(EARLIER.toString());
        assertThat(page.at("/asOf/position/uk").asLong()).isEqualTo(6);
    }

    @Test
    void a_statement_by_effect_has_balances_in_that_order() {
        assertThat(entries(app.get("/api/accounts/uk-2/entries?effectiveAt=2026-01-01T00:01:00Z")
                        .json()))
                .containsExactly("5: 50 -> 50", "4: 300 -> 350");
        assertThat(entries(app.get("/api/accounts/uk-2/entries?effectiveAt=2026-01-01T00:01:00Z&position=4")
                        .json()))
                .containsExactly("4: 300 -> 300");
        assertThat(entries(app.get("/api/accounts/uk-2/entries?effectiveAt=2025-12-01T00:00:00Z")
                        .json()))
                .containsExactly("5: 50 -> 50");
    }

    @Test
    void a_statement_before_the_account_is_empty() {
        assertThat(entries(app.get("/api/accounts/uk-2/entries?position=2").json()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/accounts/uk-1/entries",
                "/api/accounts/uk-1/entries?effectiveAt=2026-01-01T00:01:00Z",
                "/api/accounts/uk-1/entries?position=6",
                "/api/accounts/uk-1/entries?at=2026-01-01T00:00:06Z&effectiveAt=2026-01-01T00:01:00Z"
            })
    void pages_lead_forth_and_back(String call) {
        List<String> all = entries(app.get(call).json());
        String path = "/api/accounts/uk-1/entries";
        JsonNode page =
                app.get(call + (call.contains("?") ? "&" : "?") + "pageSize=1").json();
        List<String> forth = new ArrayList<>(entries(page));
        while (page.at("/cursor/hasMore").asBoolean()) {
            page = app.get(path + "?cursor=" + page.at("/cursor/next").asString())
                    .json();
            forth.addAll(entries(page));
        }
        List<String> back = new ArrayList<>(entries(page));
        while (!page.at("/cursor/previous").isNull()) {
            page = app.get(path + "?cursor=" + page.at("/cursor/previous").asString())
                    .json();
            back.addAll(0, entries(page));
        }

        assertThat(all).hasSize(3);
        assertThat(forth).isEqualTo(all);
        assertThat(back).isEqualTo(all);
    }

    @Test
    void a_cursor_takes_only_what_it_carries() {
        String cursor = app.get("/api/accounts/uk-1/entries?pageSize=1&position=4")
                .json()
                .at("/cursor/next")
                .asString();
        String path = "/api/accounts/uk-1/entries?cursor=" + cursor;

        assertThat(app.get(path).json().at("/asOf/position/uk").asLong()).isEqualTo(4);
        assertThat(app.get(path).header("Cache-Control")).contains("immutable");
        assertThat(app.get(path + "&pageSize=1&minPosition=uk:6").status()).isEqualTo(200);
        assertThat(app.get(path + "&pageSize=2").json().get("field").asString()).isEqualTo("pageSize");
        assertThat(app.get(path + "&position=6").json().get("field").asString()).isEqualTo("position");
        assertThat(app.get("/api/accounts/uk-2/entries?cursor=" + cursor)
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("cursor");
        assertThat(app.get("/api/accounts?cursor=" + cursor).json().get("field").asString())
                .isEqualTo("cursor");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                         | au-1 7, uk-1 600, uk-2 350
            region=uk                                 | uk-1 600, uk-2 350
            owner=ann                                 | au-1 7, uk-1 600
            owner=ann&region=uk                       | uk-1 600
            currency=GBP&minBalance=350&status=OPEN   | uk-1 600, uk-2 350
            minBalance=351                            | uk-1 600
            currency=EUR                              | ''
            status=FROZEN                             | ''
            region=uk&position=2                      | uk-1 1000
            position=uk:4,au:1                        | au-1 0, uk-1 700, uk-2 300
            at=2026-01-01T00:00:03Z                   | uk-1 1000, uk-2 0
            at=2026-01-01T00:00:03Z&owner=bob         | uk-2 0
            position=uk:0,au:0                        | ''
            effectiveAt=2025-07-01T00:00:00Z          | au-1 0, uk-1 0, uk-2 50
            at=2026-01-01T00:00:04Z&effectiveAt=2025-07-01T00:00:00Z | uk-1 0, uk-2 0
            """)
    void lists(String query, String expected) {
        JsonNode page =
                app.get("/api/accounts" + (query == null ? "" : "?" + query)).json();

        assertThat(accounts(page)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "?at=2026-01-01T00:00:08Z&", "?owner=ann&", "?effectiveAt=2027-01-01T00:00:00Z&"})
    void lists_lead_forth_and_back(String query) {
        List<String> forth = new ArrayList<>();
        List<String> back = new ArrayList<>();
        JsonNode page = app.get("/api/accounts" + query + "pageSize=1").json();
        forth.add(accounts(page));
        while (page.at("/cursor/hasMore").asBoolean()) {
            page = app.get("/api/accounts?cursor=" + page.at("/cursor/next").asString())
                    .json();
            forth.add(accounts(page));
        }
        back.add(accounts(page));
        while (!page.at("/cursor/previous").isNull()) {
            page = app.get("/api/accounts?cursor=" + page.at("/cursor/previous").asString())
                    .json();
            back.addFirst(accounts(page));
        }

        assertThat(forth).hasSizeGreaterThan(1).isEqualTo(back);
        assertThat(String.join(", ", forth))
                .isEqualTo(accounts(app.get("/api/accounts" + query.substring(0, query.length() - 1))
                        .json()));
    }

    @Test
    void a_list_names_the_positions_of_all_its_regions() {
        JsonNode asOf = app.get("/api/accounts").json().get("asOf");

        assertThat(asOf.toString())
                .isEqualTo("{\"position\":{\"au\":2,\"uk\":6},\"recordedAt\":\"2026-01-01T00:00:08Z\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                | 950  | -950
            position=2                       | 1000 | -1000
            position=uk:5                    | 1050 | -1050
            effectiveAt=2025-06-01T00:00:00Z | 50   | -50
            """)
    void totals(String query, long accounts, long world) {
        JsonNode totals = app.get("/api/regions/uk/totals" + (query == null ? "" : "?" + query))
                .json();

        assertThat(totals.at("/currencies/0").toString())
                .isEqualTo("{\"currency\":\"GBP\",\"accounts\":" + accounts + ",\"world\":" + world
                        + ",\"inTransit\":0,\"total\":0}");
        assertThat(totals.at("/position/uk").asLong())
                .isEqualTo(totals.at("/asOf/position/uk").asLong());
    }

    @Test
    void totals_before_the_first_event_are_empty() {
        assertThat(app.get("/api/regions/uk/totals?position=0").body())
                .isEqualTo("{\"region\":\"uk\",\"currencies\":[],\"position\":{\"uk\":0},"
                        + "\"asOf\":{\"position\":{\"uk\":0},\"recordedAt\":null}}");
    }

    @Test
    void only_answers_about_a_fixed_moment_may_be_kept() {
        Response fixed = app.get("/api/accounts/uk-1?at=2026-01-01T00:00:04Z");
        String tag = fixed.header("ETag");

        assertThat(fixed.header("Cache-Control")).isEqualTo("max-age=31536000, immutable");
        assertThat(app.get("/api/accounts/uk-1?at=2026-01-01T00:00:04Z", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        assertThat(app.get("/api/accounts/uk-1?at=2026-01-01T00:00:06Z", "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
        assertThat(app.get("/api/accounts/uk-1?at=2026-01-01T00:00:04Z&effectiveAt=2026-01-01T00:00:01Z")
                        .header("ETag"))
                .isNotEqualTo(tag);
        assertThat(app.get("/api/accounts/uk-2?at=2026-01-01T00:00:04Z").header("ETag"))
                .isNotEqualTo(tag);
        assertThat(app.get("/api/accounts/uk-1?effectiveAt=2026-01-01T00:00:01Z")
                        .header("Cache-Control"))
                .isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "position=0",
                "position=4",
                "at=2026-01-01T00:00:05Z",
                "effectiveAt=2025-07-01T00:00:00Z",
                "position=5&effectiveAt=2025-07-01T00:00:00Z"
            })
    void a_replay_says_what_the_views_say(String query) {
        JsonNode replayed = app.get("/api/replay?region=uk&" + query).json().at("/regions/0");

        assertThat(accounts(replayed.get("accounts")))
                .isEqualTo(accounts(app.get("/api/accounts?region=uk&" + query).json()));
        assertThat(replayed.get("totals"))
                .isEqualTo(app.get("/api/regions/uk/totals?" + query).json().get("currencies"));
        for (JsonNode account : replayed.get("accounts")) {
            JsonNode alone = app.get(
                            "/api/replay?account=" + account.get("accountId").asString() + "&" + query)
                    .json();
            assertThat(alone.at("/regions/0/accounts/0")).isEqualTo(account);
        }
    }

    @Test
    void a_verification_finds_nothing_wrong() {
        assertThat(app.post("/api/verifications").body())
                .isEqualTo(
                        "{\"ok\":true,\"regions\":["
                                + "{\"region\":\"au\",\"position\":2,\"events\":2,\"accounts\":1,\"ok\":true,\"difference\":null},"
                                + "{\"region\":\"uk\",\"position\":6,\"events\":6,\"accounts\":2,\"ok\":true,\"difference\":null}]}");
        assertThat(START).isBefore(Instant.now());
    }

    @Test
    void health_names_each_view() {
        JsonNode health = app.get("/actuator/health").json();

        assertThat(health.at("/status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/views/details/uk/position").asLong()).isEqualTo(6);
        assertThat(health.at("/components/views/details/uk/lag").asLong()).isZero();
    }

    private static List<String> entries(JsonNode page) {
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : page.at("/cursor/data")) {
            entries.add(
                    entry.get("position").asLong() + ": " + entry.get("amount").asLong() + " -> "
                            + entry.get("balanceAfter").asLong());
        }
        return entries;
    }

    private static String accounts(JsonNode page) {
        List<String> accounts = new ArrayList<>();
        for (JsonNode account : page.isArray() ? page : page.at("/cursor/data")) {
            accounts.add(account.get("accountId").asString() + " "
                    + account.get("balance").asLong());
        }
        return String.join(", ", accounts);
    }
}
