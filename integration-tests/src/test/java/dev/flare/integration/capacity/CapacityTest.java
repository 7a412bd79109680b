package dev.flare.integration.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the server counts is what docs/CAPACITY.md says: statements, rows and waits for the disk exactly, bytes of its log
 * within a quarter. Measured on a Flare that was restarted, so that memory does not reach down to the first event.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("alone")
class CapacityTest {

    private static final String ALONE = "One command at a time";
    private static final int CALLERS = 64;
    private static final int EACH = 50;
    private static final int REGIONS = 3;
    private static final Duration IDLE = Duration.ofSeconds(8);
    private static final double TOLERANCE = 0.25;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Document DOCUMENT = Document.read();

    private final Flare flare = Flare.start();
    private final Bank bank = flare.bank();
    private Commands commands = new Commands(bank, List.of());
    private Meter meter = new Meter(flare.postgres());
    private String poor = "";

    @BeforeAll
    void count_statements_from_now_on() throws SQLException {
        List<String> forgotten = IntStream.range(0, 8 * Commands.TIMES)
                .mapToObj(i -> bank.openWith("uk", Commands.RICH))
                .toList();
        flare.postgres().run("postgres", "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        assertThat(flare.stop()).isZero();
        flare.up();
        flare.postgres().run("postgres", "CREATE EXTENSION pg_stat_statements");
        meter = new Meter(flare.postgres());
        commands = new Commands(bank, forgotten);
        poor = bank.open("uk");
    }

    @AfterAll
    void remove() {
        flare.close();
    }

    static Stream<Document.Row> commands() {
        return DOCUMENT.table(ALONE).values().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void a_command_alone_costs_what_is_written(Document.Row expected) {
        Spent spent = spendUndisturbed(expected);
        SoftAssertions all = new SoftAssertions();
        all.assertThat(spent.reading().unknown()).as("statements nobody knows").isEmpty();
        all.assertThat(spent.row()).as("as measured; WAL %s", spent.wal()).isEqualTo(Spent.row(expected));
        near(all, spent.bytes(Known::isOfCommand), expected.number("WAL bytes"), "WAL bytes of the region");
        near(all, spent.bytes(Known::isOfView), expected.number("WAL bytes of the views"), "WAL bytes of the views");
        all.assertAll();
    }

    @Test
    void every_command_that_is_measured_is_written() {
        assertThat(commands.names())
                .containsExactlyElementsOf(DOCUMENT.table(ALONE).keySet());
    }

    /**
     * Looked at again when something fell between that does not belong to it: what is done once a second, or the first change
     * of a page after a checkpoint, which logs all of the page, or a row that moves to another page because its own is full.
     */
    private Spent spendUndisturbed(Document.Row expected) {
        Spent spent = spend(expected.name());
        for (int again = 0; again < 3 && spent.isDisturbed(expected); again++) {
            spent = spend(expected.name());
        }
        return spent;
    }

    private Spent spend(String command) {
        List<Commands.Request> requests = commands.prepare(command);
        settle();
        long events = meter.rows("events");
        long tags = meter.rows("event_tags");
        Meter.Reading before = meter.read();
        long began = System.nanoTime();
        requests.forEach(request -> awaitSeen(request.send()));
        Meter.Reading spent = meter.read().since(before);
        double seconds = (System.nanoTime() - began) / 1e9;
        settle();
        return new Spent(
                requests.size(),
                spent.undisturbed(requests.size(), seconds),
                meter.rows("events") - events,
                meter.rows("event_tags") - tags);
    }

    /** The views and the index over tags have taken up what was done. */
    private void settle() {
        bank.account(poor);
        await().atMost(PATIENCE)
                .until(() -> meter.number("uk", "SELECT h.position - t.position FROM head h, tags_head t") == 0);
    }

    private void awaitSeen(Answer answer) {
        if (answer.isSuccess() && answer.json().has("position")) {
            bank.api()
                    .get("/api/accounts/" + poor + "?minPosition=" + answer.position())
                    .expect(200);
        }
    }

    @Test
    void an_append_waits_for_the_disk_once_and_an_answer_that_appends_nothing_never() {
        List<String> names = List.of("transfer", "batch of 100 transfers", "capture", "refusal", "replayed transfer");
        List<List<Commands.Request>> requests =
                names.stream().map(commands::prepare).toList();
        long before = fsyncsTold();
        requests.forEach(equal -> equal.forEach(request -> awaitSeen(request.send())));
        long waits = fsyncsTold() - before;
        long expected = 0;
        for (int i = 0; i < names.size(); i++) {
            expected += requests.get(i).size() * (long) row(ALONE, names.get(i)).number("fsyncs");
        }
        // A commit is sometimes on the disk already, taken along by the wait of another process.
        assertThat(waits).isLessThanOrEqualTo(expected).isGreaterThan(expected / 2);
    }

    @Test
    void callers_at_once_share_statements_and_waits() {
        Document.Row expected = row("64 callers at once", "transfer");
        List<String> accounts = Together.clients(100, PATIENCE, i -> bank.openWith("uk", Commands.RICH));
        long fsyncs = fsyncsTold();
        long region = meter.bytes("uk");
        long views = meter.bytes("views");
        Meter.Reading before = meter.read();
        Together.clients(CALLERS, Duration.ofMinutes(1), caller -> transfers(accounts, caller));
        long waits = fsyncsTold() - fsyncs;
        Meter.Reading spent = meter.read().since(before);
        SoftAssertions all = new SoftAssertions();
        atMost(all, spent.of(Known.APPEND).calls(), expected, "appends, at most");
        atMost(all, waits, expected, "fsyncs, at most");
        atMost(all, spent.of(Known.MOVE).calls(), expected, "steps of the views, at most");
        near(all, spent.of(Known.APPEND).walBytes(), expected, "WAL bytes");
        near(all, spent.sum(key -> key.statement().isOfView()).walBytes(), expected, "WAL bytes of the views");
        near(all, meter.bytes("uk") - region, expected, "bytes kept");
        near(all, meter.bytes("views") - views, expected, "bytes kept in the views");
        all.assertAll();
    }

    private static void atMost(SoftAssertions all, long measured, Document.Row expected, String what) {
        all.assertThat((double) measured / CALLERS / EACH).as(what).isLessThanOrEqualTo(expected.number(what));
    }

    private static void near(SoftAssertions all, long measured, Document.Row expected, String what) {
        near(all, (double) measured / CALLERS / EACH, expected.number(what), what);
    }

    private int transfers(List<String> accounts, int caller) {
        for (int i = 0; i < EACH; i++) {
            int from = (caller + i) % accounts.size();
            bank.transfer(accounts.get(from), accounts.get((from + 1 + i) % accounts.size()), 1)
                    .expect(201);
        }
        return EACH;
    }

    @Test
    void holds_that_begin_or_end_together_share_the_statements_of_the_expiry() {
        List<String> accounts = Together.clients(CALLERS, PATIENCE, i -> bank.openWith("uk", Commands.RICH));
        long before = meter.rows("hold_expiry");
        Meter.Reading reading = meter.read();
        List<Answer> holds = Together.clients(
                CALLERS, PATIENCE, i -> commands.hold(accounts.get(i)).expect(201));
        await().atMost(PATIENCE).until(() -> meter.rows("hold_expiry") == before + CALLERS);
        Together.clients(CALLERS, PATIENCE, i -> commands.voiding(holds.get(i)).expect(200));
        await().atMost(PATIENCE).until(() -> meter.rows("hold_expiry") == before);
        Meter.Reading spent = meter.read().since(reading);
        assertThat(spent.of(Known.EXPIRY_ADD).rows()).isEqualTo(CALLERS);
        assertThat(spent.of(Known.EXPIRY_REMOVE).rows()).isEqualTo(CALLERS);
        assertThat(spent.of(Known.EXPIRY_ADD).calls()
                        + spent.of(Known.EXPIRY_REMOVE).calls())
                .isLessThan(CALLERS / 2);
    }

    @Test
    void nothing_costs_what_is_written() {
        settle();
        Meter.Reading before = meter.read();
        long began = System.nanoTime();
        await().pollDelay(IDLE).until(() -> true);
        Meter.Reading spent = meter.read().since(before);
        // Whoever looks once a second may have looked once more than seconds have passed, and all of them together.
        double mostRegionSeconds = REGIONS * ((System.nanoTime() - began) / 1e9 + 1);
        Map<String, Document.Row> expected = DOCUMENT.table("When nothing happens");
        SoftAssertions all = new SoftAssertions();
        for (String role : List.of("flare_command", "flare_query", "flare_supervisor")) {
            all.assertThat(spent.unknown(role)).as("statements nobody knows").isEmpty();
        }
        spent.totals().forEach((statement, cost) -> {
            Document.Row row = expected.get(statement.written());
            all.assertThat((double) cost.calls())
                    .as(statement.written())
                    .isLessThanOrEqualTo(row == null ? 0 : 1.1 * mostRegionSeconds * row.number("a second and region"));
            all.assertThat(cost.walBytes() > 0)
                    .as("WAL of %s", statement.written())
                    .isEqualTo(row != null && row.text("writes WAL").equals("yes"));
        });
        all.assertAll();
    }

    private static Document.Row row(String heading, String name) {
        return Objects.requireNonNull(DOCUMENT.table(heading).get(name));
    }

    /** Connections tell what they did once a second: a refusal, which looks at the head on the one that appends, makes it. */
    private long fsyncsTold() {
        settle();
        await().pollDelay(Duration.ofMillis(1_100))
                .atMost(PATIENCE)
                .until(() -> bank.withdraw(poor, 1).code().equals("INSUFFICIENT_FUNDS"));
        return meter.fsyncs();
    }

    private static boolean isNear(double measured, double expected) {
        return Math.abs(measured - expected) <= TOLERANCE * expected + 1;
    }

    private static void near(SoftAssertions all, double measured, double expected, String what) {
        all.assertThat(measured).as(what).isCloseTo(expected, within(TOLERANCE * expected + 1));
    }

    /** What some equal commands cost. */
    private record Spent(int times, Meter.Reading reading, long events, long tags) {

        long fullPages() {
            return reading.sum(key ->
                            key.statement().isOfCommand() || key.statement().isOfView())
                    .fullPages();
        }

        boolean isDisturbed(Document.Row expected) {
            return fullPages() > 0
                    || !row().equals(row(expected))
                    || !isNear(bytes(Known::isOfCommand), expected.number("WAL bytes"))
                    || !isNear(bytes(Known::isOfView), expected.number("WAL bytes of the views"));
        }

        double bytes(Predicate<Known> which) {
            return (double) reading.sum(key -> which.test(key.statement())).walBytes() / times;
        }

        String wal() {
            return String.format(
                    Locale.ROOT,
                    "%.0f and %.0f, %d full pages",
                    bytes(Known::isOfCommand),
                    bytes(Known::isOfView),
                    fullPages());
        }

        String row() {
            return String.join(
                    " | ",
                    reading.statements(Known::isOfCommand, times),
                    each(events),
                    each(tags),
                    reading.statements(Known::isOfView, times),
                    each(reading.of(Known.ACCOUNTS).rows()),
                    each(reading.of(Known.HISTORY).rows()),
                    each(reading.of(Known.TOTALS).rows()));
        }

        private String each(long number) {
            return number % times == 0 ? String.valueOf(number / times) : number + "/" + times;
        }

        static String row(Document.Row expected) {
            return Stream.of("statements", "events", "tags", "statements of the views", "account", "history", "totals")
                    .map(expected::text)
                    .reduce((one, other) -> one + " | " + other)
                    .orElseThrow();
        }
    }
}
