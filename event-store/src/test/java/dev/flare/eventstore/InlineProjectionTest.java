package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What an inline projection writes is there if and only if the events are. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InlineProjectionTest {

    private static final InlineProjection ROWS = new InlineProjection(
            "step_rows",
            "INSERT INTO step (position, id, name, recorded_at)"
                    + " SELECT position, id, tags[1], recorded_at FROM appended WHERE type = 'Step'");
    private static final InlineProjection COUNTS = new InlineProjection("step_counts", """
            INSERT INTO step_count (name, events)
            SELECT tags[1], count(*) FROM appended WHERE type = 'Step' GROUP BY tags[1]
            ON CONFLICT (name) DO UPDATE SET events = step_count.events + excluded.events""");
    private static final String ROWS_AS_THE_EVENTS_SAY =
            "SELECT count(*) FROM (SELECT position, id, tags[1], recorded_at FROM events WHERE type = 'Step'"
                    + " EXCEPT SELECT * FROM step) x";
    private static final String COUNTS_AS_THE_EVENTS_SAY =
            "SELECT count(*) FROM (SELECT tags[1], count(*) FROM events WHERE type = 'Step' GROUP BY 1"
                    + " EXCEPT SELECT * FROM step_count) x";

    private final TestLog log = new TestLog();

    @BeforeEach
    void given_tables_beside_the_events() {
        log.execute("CREATE TABLE step (position bigint PRIMARY KEY, id uuid, name text, recorded_at timestamptz)");
        log.execute("CREATE TABLE step_count (name text PRIMARY KEY, events bigint CHECK (events <= 1000))");
    }

    @AfterEach
    void close() {
        log.close();
    }

    private EventStore open(InlineProjection... projections) {
        return log.open(TestLog.settings().withInlineProjections(List.of(projections)));
    }

    private void rows_are_what_the_events_say() {
        assertThat(log.number(ROWS_AS_THE_EVENTS_SAY)).isZero();
        assertThat(log.number("SELECT count(*) FROM step"))
                .isEqualTo(log.number("SELECT count(*) FROM events WHERE type = 'Step'"));
        assertThat(log.number(COUNTS_AS_THE_EVENTS_SAY)).isZero();
    }

    @Test
    void rows_commit_with_one_event_and_with_many() {
        EventStore store = open(ROWS, COUNTS);
        get(store.append(List.of(event("Step", "a=1")), List.of()));
        assertThat(log.number("SELECT events FROM step_count WHERE name = 'a=1'"))
                .isOne();
        get(store.append(List.of(event("Step", "a=1"), event("Other", "a=1"), event("Step", "a=2")), List.of()));
        assertThat(log.number("SELECT events FROM step_count WHERE name = 'a=1'"))
                .isEqualTo(2);
        rows_are_what_the_events_say();
    }

    @Test
    void a_batch_of_many_appends_runs_each_projection_once() {
        EventStore store = open(ROWS, COUNTS);
        log.execute("CREATE TABLE runs (n bigint)");
        log.execute("CREATE FUNCTION count_run() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN INSERT INTO runs VALUES (1); RETURN NULL; END'");
        log.execute("CREATE TRIGGER counted AFTER INSERT ON step FOR EACH STATEMENT EXECUTE FUNCTION count_run()");
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        try (var head = log.holdHead()) {
            for (int i = 0; i < 50; i++) {
                outcomes.add(store.append(List.of(event("Step", "a=" + i % 3)), List.of()));
            }
        }
        outcomes.forEach(Events::get);
        // The first is already on its way alone while the others gather.
        assertThat(log.number("SELECT count(*) FROM runs")).isLessThanOrEqualTo(3);
        rows_are_what_the_events_say();
    }

    @Test
    void rows_hold_what_the_events_say_however_many_processes_race_and_are_refused() throws Exception {
        List<EventStore> stores = List.of(open(ROWS, COUNTS), open(ROWS, COUNTS));
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Random random = new Random(i);
            EventStore store = stores.get(i % 2);
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> race(store, random)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        new Audit(log.read()).log_is_sound();
        rows_are_what_the_events_say();
    }

    private static void race(EventStore store, Random random) {
        for (int i = 0; i < 20; i++) {
            String tag = "a=" + random.nextInt(3);
            Sourced seen = store.sourceAhead(tagged(tag), Marker.ORIGIN);
            try {
                get(store.append(
                        List.of(event("Step", tag), event("Step", tag), event("Other", tag)),
                        List.of(none(tagged(tag), seen.upTo()))));
            } catch (java.util.concurrent.CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(AppendRejectedException.class);
            }
        }
    }

    @Test
    void a_constraint_of_its_tables_refuses_the_append_and_its_neighbours_are_written() {
        EventStore store = open(new InlineProjection(
                "names", "INSERT INTO step (position, name) SELECT position, tags[1] FROM appended"));
        log.execute("CREATE UNIQUE INDEX ON step (name)");
        CompletableFuture<Appended> first;
        CompletableFuture<Appended> second;
        CompletableFuture<Appended> other;
        try (var head = log.holdHead()) {
            first = store.append(List.of(event("Step", "a=1")), List.of());
            second = store.append(List.of(event("Step", "a=1")), List.of());
            other = store.append(List.of(event("Step", "a=2")), List.of());
        }
        get(first);
        assertThat(failure(second)).isInstanceOf(AppendRejectedException.class);
        get(other);
        assertThat(log.number("SELECT count(*) FROM step")).isEqualTo(2);
        assertThat(log.number("SELECT count(*) FROM events")).isEqualTo(2);
        new Audit(log.read()).log_is_sound();
    }

    @Test
    void what_a_trigger_or_a_view_of_its_tables_raises_fells_the_one_append_and_nobody_waits() {
        log.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN IF NEW.name = ''a=1'' THEN RAISE EXCEPTION ''not one''; END IF; RETURN NEW; END'");
        log.execute("CREATE TRIGGER refuses BEFORE INSERT ON step FOR EACH ROW EXECUTE FUNCTION refuse()");
        log.execute("CREATE VIEW not_two AS SELECT * FROM step WHERE name <> 'a=2' WITH CHECK OPTION");
        EventStore store = open(new InlineProjection(
                "names", "INSERT INTO not_two (position, name) SELECT position, tags[1] FROM appended"));
        assertThat(outcomes_of_neighbours(store, "a=1", "a=2")).hasSize(2).allSatisfy(e -> assertThat(e)
                .isInstanceOf(AppendRejectedException.class));
    }

    @Test
    void what_the_role_may_not_write_is_unavailable_to_the_one_append_and_nobody_waits() {
        log.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.name = ''a=1'' THEN"
                + " RAISE insufficient_privilege; END IF; RETURN NEW; END'");
        log.execute("CREATE TRIGGER refuses BEFORE INSERT ON step FOR EACH ROW EXECUTE FUNCTION refuse()");
        EventStore store = open(new InlineProjection(
                "names", "INSERT INTO step (position, name) SELECT position, tags[1] FROM appended"));
        assertThat(outcomes_of_neighbours(store, "a=1")).singleElement().isInstanceOf(StoreUnavailableException.class);
    }

    /** Each of the bad ones stands in one batch with a good one, which is written long before patience ends. */
    private List<Throwable> outcomes_of_neighbours(EventStore store, String... bad) {
        List<CompletableFuture<Appended>> refused = new ArrayList<>();
        List<CompletableFuture<Appended>> good = new ArrayList<>();
        try (var head = log.holdHead()) {
            for (String tag : bad) {
                refused.add(store.append(List.of(event("Step", tag)), List.of()));
                good.add(store.append(List.of(event("Step", tag + "0")), List.of()));
            }
        }
        good.forEach(Events::get);
        assertThat(log.number("SELECT count(*) FROM step")).isEqualTo(bad.length);
        new Audit(log.read()).log_is_sound();
        return refused.stream().map(Events::failure).toList();
    }

    @Test
    void a_row_that_two_appends_of_a_batch_touch_costs_speed_and_nothing_else() {
        EventStore store = open(ROWS, new InlineProjection("one_by_one", """
                INSERT INTO step_count (name, events) SELECT tags[1], 1 FROM appended WHERE type = 'Step'
                ON CONFLICT (name) DO UPDATE SET events = step_count.events + 1"""));
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        try (var head = log.holdHead()) {
            for (int i = 0; i < 10; i++) {
                outcomes.add(store.append(List.of(event("Step", "a=1")), List.of()));
            }
        }
        outcomes.forEach(Events::get);
        rows_are_what_the_events_say();
    }

    @Test
    void an_event_that_is_refused_leaves_no_row() {
        EventStore store = open(ROWS, COUNTS);
        UUID id = UUID.randomUUID();
        get(store.append(List.of(event(id, "Step", "a=1")), List.of()));
        assertThat(failure(store.append(List.of(event(id, "Step", "a=2")), List.of())))
                .isInstanceOf(AppendRejectedException.class);
        rows_are_what_the_events_say();
    }

    @Test
    void one_that_the_database_does_not_understand_is_named_when_the_store_is_opened() {
        assertThatThrownBy(
                        () -> open(ROWS, new InlineProjection("wrong", "INSERT INTO nowhere SELECT * FROM appended")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wrong")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new InlineProjection("no name; DROP TABLE events", "SELECT 1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
