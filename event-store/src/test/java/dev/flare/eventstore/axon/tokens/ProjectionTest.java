package dev.flare.eventstore.axon.tokens;

import static dev.flare.eventstore.axon.tokens.Projector.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.ReplayToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToInitializeTokenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Events become a view through Axon's own pooled event processor, with one transaction for rows and token. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProjectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String database = TestPostgres.newDatabase();
    private final HikariDataSource log = TestPostgres.owner().open(database, "log", 6);
    private final Views views = Views.created();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private EventStore store;

    @BeforeEach
    void open() {
        EventStoreSchema.migrate(log);
        store = EventStore.open(log, "writer", EventStoreSettings.defaults(), Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        store.close();
        log.close();
        views.close();
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private Projector projector(String node, int segments, Projector.Handling handling) {
        return opened(new Projector(TestPostgres.owner(), database, views, node, segments, handling));
    }

    private ProjectingProcess process(String node) throws Exception {
        return opened(new ProjectingProcess(TestPostgres.owner(), database, views.database, node));
    }

    private void append(int events) {
        List<NewEvent> all =
                IntStream.range(0, events).mapToObj(i -> event("counted")).toList();
        store.append(all, List.of()).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void append(String payload) {
        store.append(List.of(event(payload)), List.of())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static NewEvent event(String payload) {
        return new NewEvent(UUID.randomUUID(), Projector.COUNTED, "1", List.of(), "\"" + payload + "\"");
    }

    private void awaitCounted(long events) {
        await().atMost(PATIENCE).until(() -> views.counted() >= events);
        assertThat(views.counted()).isEqualTo(events);
        assertThat(views.seen()).isEqualTo(events);
        assertThat(views.seenTwice()).isZero();
    }

    @Test
    void each_event_counts_once_and_the_token_says_up_to_where() {
        append(500);
        Projector projector = projector("one", 1, Views::count);
        append(500);

        awaitCounted(1_000);
        await().atMost(PATIENCE).until(() -> projector.tokens.position(NAME) == 1_000);
        assertThat(projector.processor().supportsReset())
                .as("then Replay is not needed")
                .isFalse();
    }

    @Test
    void a_connection_that_dies_between_row_and_token_leaves_nothing_of_either() {
        AtomicInteger deaths = new AtomicInteger();
        List<Long> before = new ArrayList<>();
        append(10);
        Projector projector = projector("one", 1, (event, context) -> {
            Views.count(event, context);
            if (deaths.get() < 3) {
                deaths.incrementAndGet();
                Connection connection = ViewTransactions.connection(context);
                views.execute("SELECT pg_terminate_backend(" + pid(connection) + ")");
                before.add(views.counted());
            }
        });

        awaitCounted(10);
        assertThat(deaths).hasValue(3);
        assertThat(before).containsExactly(0L, 0L, 0L);
        await().atMost(PATIENCE).until(() -> projector.tokens.position(NAME) == 10);
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void of_two_processes_the_other_takes_over_within_the_time_of_a_claim_when_the_owner_is_killed() throws Exception {
        ProjectingProcess one = process("one");
        append(100);
        awaitCounted(100);
        await().atMost(PATIENCE).until(process("two")::isReady);
        assertThat(views.owner(NAME)).startsWith("one#");

        append("halt one");
        await().atMost(PATIENCE).until(one::isHalted);
        assertThat(views.counted()).as("not committed").isEqualTo(100);
        one.kill();
        Instant killed = Instant.now();
        append(100);

        await().atMost(PATIENCE).until(() -> views.owner(NAME).startsWith("two#"));
        awaitCounted(201);
        assertThat(Duration.between(killed, Instant.now()))
                .as("a claim that nobody takes over lasts until patience ends")
                .isLessThan(Projector.CLAIM_TIME.plus(Projector.CLAIM_INTERVAL).plusSeconds(15));
    }

    @Test
    void a_process_that_sleeps_through_the_end_of_its_claim_commits_nothing_when_it_wakes_up() throws Exception {
        ProjectingProcess one = process("one");
        append(10);
        awaitCounted(10);
        process("two");

        append("halt one");
        await().atMost(PATIENCE).until(one::isHalted);
        await().atMost(PATIENCE).until(() -> views.owner(NAME).startsWith("two#"));
        one.goOn();
        append(10);

        awaitCounted(21);
    }

    @Test
    void after_a_reset_the_view_is_made_anew_and_is_the_same() {
        Set<Boolean> replayed = ConcurrentHashMap.newKeySet();
        AtomicBoolean watched = new AtomicBoolean();
        append(300);
        Projector projector = projector("one", 2, (event, context) -> {
            Views.count(event, context);
            if (watched.get()) {
                replayed.add(
                        ReplayToken.isReplay(TrackingToken.fromContext(context).orElseThrow()));
            }
        });
        awaitCounted(300);
        String before = views.content();
        Replay replay = new Replay(views.pool);

        assertThatThrownBy(() -> replay.fromTheStart(NAME, Views::empty))
                .isInstanceOf(UnableToClaimTokenException.class)
                .hasMessageContaining(projector.tokens.owner())
                .hasMessageContaining("shut the event processor down");
        assertThat(views.counted()).isEqualTo(300);

        projector.stop();
        replay.fromTheStart(NAME, Views::empty);
        assertThat(views.counted()).isZero();
        watched.set(true);
        projector.start();

        awaitCounted(300);
        assertThat(views.content()).isEqualTo(before);
        assertThat(replayed).containsExactly(true);
        append(20);
        awaitCounted(320);
        assertThat(replayed).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_reset_that_fails_leaves_view_and_token_as_they_were() {
        append(5);
        Projector projector = projector("one", 1, Views::count);
        awaitCounted(5);
        projector.stop();
        Replay replay = new Replay(views.pool);

        assertThatThrownBy(() -> replay.fromTheStart(NAME, connection -> {
                    Views.empty(connection);
                    throw new SQLException("no more");
                }))
                .hasMessageContaining("no more");
        assertThatThrownBy(() -> replay.after(NAME, 6, Views::empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it would miss events");
        assertThatThrownBy(() -> replay.fromTheStart("nobody", Views::empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");

        projector.start();
        append(1);
        awaitCounted(6);
    }

    @Test
    void a_reset_to_a_position_gives_what_comes_after_it() {
        append(10);
        Projector projector = projector("one", 1, Views::count);
        awaitCounted(10);
        await().atMost(PATIENCE).until(() -> projector.tokens.position(NAME) == 10);
        projector.stop();

        new Replay(views.pool).after(NAME, 7, Views::empty);
        projector.start();

        awaitCounted(3);
    }

    @Test
    void segments_are_split_and_merged_and_each_event_still_counts_once() throws Exception {
        append(50);
        Projector projector = projector("one", 1, Views::count);
        awaitCounted(50);

        assertThat(projector.processor().splitSegment(0).get(30, TimeUnit.SECONDS))
                .isTrue();
        append(100);
        awaitCounted(150);
        assertThat(projector.tokens.fetchSegments(NAME, null).join()).hasSize(2);

        await().atMost(PATIENCE).until(() -> views.number("SELECT count(DISTINCT token) FROM axon_tokens") == 1);
        assertThat(projector.processor().mergeSegment(0).get(30, TimeUnit.SECONDS))
                .isTrue();
        append(100);
        awaitCounted(250);
        assertThat(projector.tokens.fetchSegments(NAME, null).join()).hasSize(1);
    }

    /** With a token of two positions Axon gives events between them once more to the half that has them. */
    @Test
    void segments_that_are_apart_are_not_merged_and_each_event_still_counts_once() {
        AtomicBoolean stuck = new AtomicBoolean(true);
        append(50);
        Projector projector = projector("one", 2, (event, context) -> {
            if (stuck.get() && context.getResource(Segment.RESOURCE_KEY).getSegmentId() == 1) {
                throw new SQLException("stuck");
            }
            Views.count(event, context);
        });
        await().atMost(PATIENCE)
                .until(() -> "50".equals(views.text("SELECT token ->> 'position' FROM axon_tokens WHERE segment = 0")));

        assertThatThrownBy(() -> projector.processor().mergeSegment(0).get(30, TimeUnit.SECONDS))
                .rootCause()
                .isInstanceOf(UnableToInitializeTokenException.class)
                .hasMessageContaining("different positions");
        stuck.set(false);
        awaitCounted(50);
        assertThat(projector.tokens.fetchSegments(NAME, null).join()).hasSize(2);
    }

    private Set<String> ownersDuring(Duration observed) throws InterruptedException {
        Set<String> owners = new HashSet<>();
        long end = System.nanoTime() + observed.toNanos();
        while (System.nanoTime() < end) {
            owners.add(views.owner(NAME));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return owners;
    }

    @Test
    void a_process_whose_clock_is_a_day_wrong_takes_nothing_from_the_others() throws Exception {
        Projector right = projector("right", 1, Views::count);
        append(10);
        awaitCounted(10);
        for (Duration wrong : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
            opened(new Projector(
                    TestPostgres.owner(),
                    database,
                    views,
                    "wrong",
                    1,
                    Views::count,
                    Clock.offset(Clock.systemUTC(), wrong)));
        }

        assertThat(ownersDuring(Projector.CLAIM_TIME.plusSeconds(1)))
                .as("nothing was taken away and back")
                .containsExactly(right.tokens.owner());
        append(10);
        awaitCounted(20);
    }
}
