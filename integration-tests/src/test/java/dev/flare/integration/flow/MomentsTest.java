package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every question can be asked about every moment, and gets the same answer for ever. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MomentsTest {

    private static final Bank BANK = Flare.shared().bank();
    private static final Api API = BANK.api();

    private static final String OWNER = Bank.unique("owner");
    private static final String ACCOUNT = Bank.fresh("us");

    /** The answers to what happened: opened, 100 in, 30 out, 5 in. */
    private static final List<Answer> HISTORY = new ArrayList<>();

    @BeforeAll
    static void something_happens() {
        HISTORY.add(API.post("/api/accounts", Map.of("accountId", ACCOUNT, "currency", "USD", "owner", OWNER)));
        HISTORY.add(BANK.deposit(ACCOUNT, 100));
        HISTORY.add(BANK.withdraw(ACCOUNT, 30));
        HISTORY.add(BANK.deposit(ACCOUNT, 5));
        HISTORY.forEach(answer -> answer.expect(201));
    }

    static Stream<String> questions() {
        return Stream.of(
                "/api/accounts/" + ACCOUNT + "?",
                "/api/accounts/" + ACCOUNT + "/entries?",
                "/api/accounts?region=us&owner=" + OWNER + "&",
                "/api/regions/us/totals?");
    }

    private static String before() {
        return "position=" + (HISTORY.getFirst().position() - 1);
    }

    @Test
    void the_balance_at_every_position_is_what_it_was_then() {
        List<Long> balances = HISTORY.stream()
                .map(then -> BANK.account(ACCOUNT, "position=us:" + then.position()))
                .map(account -> account.required("balance").longValue())
                .toList();
        assertThat(balances).containsExactly(0L, 100L, 70L, 75L);
    }

    @Test
    void the_balance_at_every_instant_is_what_it_was_then() {
        for (int i = 1; i < HISTORY.size(); i++) {
            Instant then = Instant.parse(HISTORY.get(i).text("recordedAt"));
            assertThat(balanceAt(then)).isEqualTo(List.of(0L, 100L, 70L, 75L).get(i));
            assertThat(balanceAt(then.minusNanos(1000)))
                    .isEqualTo(List.of(0L, 100L, 70L, 75L).get(i - 1));
        }
    }

    private static long balanceAt(Instant at) {
        return BANK.account(ACCOUNT, "at=" + at).required("balance").longValue();
    }

    @Test
    void before_it_was_opened_an_account_is_known_as_not_opened_and_lists_lack_it() {
        JsonNode account = BANK.account(ACCOUNT, before());
        assertThat(account.required("status").stringValue()).isEqualTo("NOT_OPENED");
        assertThat(API.get("/api/accounts?region=us&owner=" + OWNER + "&" + before())
                        .json()
                        .at("/cursor/data"))
                .isEmpty();
        assertThat(BANK.entries(ACCOUNT, before())).isEmpty();
    }

    @Test
    void before_the_first_event_there_is_an_empty_answer() {
        assertThat(BANK.totals("us", "at=1970-01-01T00:00:00Z").required("currencies"))
                .isEmpty();
        assertThat(BANK.totals("us", "position=0").required("currencies")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void an_answer_about_a_position_says_so_and_may_be_kept_for_ever(String question) {
        assertFixed(API.get(question + "position=us:" + HISTORY.get(2).position()));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void an_answer_about_an_instant_is_that_about_its_position(String question) {
        Answer then = HISTORY.get(2);
        Answer atInstant = API.get(question + "at=" + then.text("recordedAt"));
        assertFixed(atInstant);
        assertThat(data(atInstant)).isEqualTo(data(API.get(question + "position=us:" + then.position())));
    }

    private static void assertFixed(Answer answer) {
        answer.expect(200);
        assertThat(answer.json().at("/asOf/position/us").longValue())
                .isEqualTo(HISTORY.get(2).position());
        assertThat(answer.json().at("/asOf/recordedAt").stringValue())
                .isEqualTo(HISTORY.get(2).text("recordedAt"));
        assertThat(answer.header("Cache-Control").orElse("")).contains("immutable");
        assertThat(answer.header("ETag")).isPresent();
    }

    /** Cursors differ, for a page is of what was asked. */
    private static String data(Answer answer) {
        JsonNode json = answer.json();
        return json.has("cursor") ? json.at("/cursor/data").toString() : json.toString();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void who_has_the_answer_already_is_told_so(String question) {
        String path = question + "position=us:" + HISTORY.get(1).position();
        String tag = API.get(path).expect(200).header("ETag").orElseThrow();
        Answer again = API.send(API.request(path).GET().header("If-None-Match", tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(API.send(API.request(path).GET().header("If-None-Match", "\"other\""))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void the_tag_is_another_for_another_moment_or_effect(String question) {
        String at1 = question + "position=us:" + HISTORY.get(1).position();
        String at2 = question + "position=us:" + HISTORY.get(2).position();
        assertThat(Stream.of(at1, at2, at1 + "&effectiveAt=2030-01-01T00:00:00Z")
                        .map(path -> API.get(path).expect(200).header("ETag").orElseThrow()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void an_answer_about_now_must_be_asked_for_again(String question) {
        Answer now = API.get(question + "minPosition=us:" + HISTORY.getLast().position())
                .expect(200);
        assertThat(now.header("Cache-Control").orElse("")).isEqualTo("no-cache");
        assertThat(now.header("ETag")).isEmpty();
        assertThat(now.json().at("/asOf/position/us").longValue())
                .isGreaterThanOrEqualTo(HISTORY.getLast().position());
    }

    @ParameterizedTest
    @MethodSource("questions")
    void who_waits_for_its_own_position_reads_its_own_writes(String question) {
        for (int i = 0; i < 10; i++) {
            long position = BANK.deposit(ACCOUNT, 1).expect(201).position();
            Answer answer = API.get(question + "minPosition=us:" + position).expect(200);
            assertThat(answer.json().at("/asOf/position/us").longValue()).isGreaterThanOrEqualTo(position);
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void an_answer_about_a_moment_is_the_same_while_commands_go_on(String question) {
        List<String> paths = List.of(
                question + "position=us:" + HISTORY.get(2).position(),
                question + "at=" + HISTORY.get(3).text("recordedAt"),
                question + "at=" + HISTORY.get(3).text("recordedAt") + "&effectiveAt=2100-01-01T00:00:00Z");
        List<String> first = paths.stream().map(path -> API.get(path).body()).toList();
        whileMoneyMoves(() -> {
            for (int i = 0; i < 10; i++) {
                assertThat(paths.stream().map(path -> API.get(path).body()).toList())
                        .isEqualTo(first);
            }
        });
    }

    @Test
    void the_moment_that_just_passed_is_closed_when_it_is_asked_about() {
        whileMoneyMoves(() -> {
            for (int i = 0; i < 20; i++) {
                String path = "/api/regions/us/totals?at=" + Instant.now().minusMillis(1);
                HttpResponse<String> first = API.get(path).expect(200).response();
                assertThat(API.get(path).body()).isEqualTo(first.body());
            }
        });
    }

    private static void whileMoneyMoves(Runnable check) {
        AtomicBoolean enough = new AtomicBoolean();
        try (Together.Running<Integer> running = Together.start(4, client -> {
            int done = 0;
            while (!enough.get()) {
                BANK.deposit(ACCOUNT, 1).expect(201);
                done++;
            }
            return done;
        })) {
            check.run();
            enough.set(true);
            assertThat(running.await(Duration.ofSeconds(30))).allMatch(done -> done > 0);
        }
    }

    @Test
    void totals_are_zero_at_every_position() {
        long head = BANK.head("us");
        long step = Math.max(1, head / 1000);
        for (long position = 0; position <= head; position += step) {
            assertBalanced(BANK.totals("us", "position=us:" + position), position);
        }
        assertBalanced(BANK.totals("us", "position=us:" + head), head);
    }

    private static void assertBalanced(JsonNode totals, long position) {
        assertThat(totals.at("/position/us").longValue()).isEqualTo(position);
        for (JsonNode currency : totals.required("currencies")) {
            assertThat(currency.required("total").longValue()).isZero();
            assertThat(currency.required("accounts").longValue()
                            + currency.required("world").longValue()
                            + currency.required("inTransit").longValue())
                    .isZero();
        }
    }
}
