package dev.flare.eventstore.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.support.CrashablePostgres;
import dev.flare.eventstore.support.SeededLog;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.eventstore.support.WatchedDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.QueueMessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams on a real log. Where they look by themselves only once an hour, what wakes them is a notification. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventFeedTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Criteria EVERYTHING = Criteria.of(new Criterion(Set.of(), Set.of()));
    private static final int BACKLOG = 200_000;
    private static final String LISTENING = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN%'""";

    /** One log with a long past, which tests only read; or to which they append at the end. */
    private static final class LongPast {
        static final String DATABASE = seeded();

        private static String seeded() {
            String name = TestPostgres.newDatabase();
            try (HikariDataSource owner = TestPostgres.owner().open(name, "seed", 4)) {
                EventStoreSchema.migrate(owner);
                SeededLog.seed(owner, 0, BACKLOG);
            }
            return name;
        }
    }

    /** What a test opened, closed in reverse. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    private final List<Thread> feeding = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
        return one;
    }

    private HikariDataSource pool(String database, String name, int connections) {
        return opened(TestPostgres.owner().open(database, name, connections));
    }

    private HikariDataSource newLog() {
        HikariDataSource pool = pool(TestPostgres.newDatabase(), "owner", 8);
        EventStoreSchema.migrate(pool);
        return pool;
    }

    private EventStore store(DataSource dataSource) {
        return opened(EventStore.open(dataSource, "test", EventStoreSettings.defaults(), Clock.systemUTC()));
    }

    private Arrivals arrivals(DataSource dataSource) {
        return opened(new Arrivals(dataSource, "test"));
    }

    private QueueMessageStream<EventMessage> stream(
            DataSource dataSource, Arrivals arrivals, long after, Criteria criteria, Duration idle) {
        return stream(dataSource, arrivals, after, criteria, idle, EventFeedTest::message);
    }

    private QueueMessageStream<EventMessage> stream(
            DataSource dataSource,
            Arrivals arrivals,
            long after,
            Criteria criteria,
            Duration idle,
            Function<StoredEvent, EventMessage> translation) {
        EventFeed feed = new EventFeed(new EventReader(dataSource), arrivals, after, criteria, translation, idle);
        feeding.add(Thread.ofVirtual().start(feed));
        opened.add(feed.stream()::close);
        return feed.stream();
    }

    private static EventMessage message(StoredEvent event) {
        return new GenericEventMessage(new MessageType(event.type()), event.payload());
    }

    private static void append(EventStore store, int events) throws Exception {
        for (int i = 0; i < events; i++) {
            store.append(List.of(new NewEvent(UUID.randomUUID(), "A", "1", List.of("a=1"), "{}")), List.of())
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /** Takes so many events and not one more than that is there; their positions. */
    private static List<Long> take(MessageStream<EventMessage> stream, int events) {
        List<Long> positions = new ArrayList<>();
        await().atMost(LONG_ENOUGH.multipliedBy(2))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    Optional<MessageStream.Entry<EventMessage>> next = stream.next();
                    for (; next.isPresent(); next = stream.next()) {
                        positions.add(position(next.get()));
                    }
                    return positions.size() >= events || stream.error().isPresent();
                });
        assertThat(stream.error()).isEmpty();
        return positions;
    }

    private static long position(MessageStream.Entry<EventMessage> entry) {
        return TrackingToken.fromContext(entry).orElseThrow().position().orElseThrow();
    }

    private static List<Long> positions(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static long number(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitListening(DataSource dataSource) {
        await().atMost(LONG_ENOUGH).until(() -> number(dataSource, LISTENING) > 0);
    }

    @Test
    void it_is_woken_by_what_another_store_commits() throws Exception {
        HikariDataSource elsewhere = newLog();
        HikariDataSource here = pool(elsewhere.getJdbcUrl().replaceAll(".*/", ""), "here", 2);
        EventStore store = store(elsewhere);
        MessageStream<EventMessage> stream = stream(here, arrivals(here), 0, EVERYTHING, AN_HOUR);
        awaitListening(elsewhere);
        for (long position = 1; position <= 5; position++) {
            append(store, 1);
            assertThat(take(stream, 1)).containsExactly(position);
        }
    }

    @Test
    void streams_that_share_what_listens_are_all_woken_by_one_connection() throws Exception {
        HikariDataSource log = newLog();
        Arrivals arrivals = arrivals(log);
        MessageStream<EventMessage> one = stream(log, arrivals, 0, EVERYTHING, AN_HOUR);
        MessageStream<EventMessage> other = stream(log, arrivals, 1, EVERYTHING, AN_HOUR);
        awaitListening(log);
        append(store(log), 3);
        assertThat(take(one, 3)).containsExactly(1L, 2L, 3L);
        assertThat(take(other, 2)).containsExactly(2L, 3L);
        assertThat(number(log, LISTENING)).isOne();
    }

    @Test
    void nothing_is_missed_or_given_twice_when_its_connections_are_killed_again_and_again() throws Exception {
        HikariDataSource log = newLog();
        HikariDataSource killed = pool(log.getJdbcUrl().replaceAll(".*/", ""), "killed", 3);
        EventStore store = store(log);
        MessageStream<EventMessage> stream = stream(killed, arrivals(killed), 0, EVERYTHING, A_SECOND);
        List<Long> taken = new ArrayList<>();
        for (int round = 1; round <= 5; round++) {
            append(store, 20);
            number(
                    log,
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                            + " WHERE application_name = 'killed' AND datname = current_database()");
            append(store, 20);
            taken.addAll(take(stream, 40 * round - taken.size()));
        }
        assertThat(taken).isEqualTo(positions(1, 200));
    }

    @Test
    void nothing_is_missed_or_given_twice_when_the_server_is_killed_and_comes_back(@TempDir Path directory)
            throws Exception {
        try (CrashablePostgres postgres = new CrashablePostgres(directory)) {
            HikariDataSource log = opened(postgres.server().open("postgres", "crash", 8));
            EventStoreSchema.migrate(log);
            EventStore store = store(log);
            MessageStream<EventMessage> stream = stream(log, arrivals(log), 0, EVERYTHING, A_SECOND);
            append(store, 30);
            List<Long> taken = new ArrayList<>(take(stream, 30));
            append(store, 30);
            postgres.kill();
            postgres.start();
            await().atMost(LONG_ENOUGH).ignoreExceptions().until(() -> number(log, "SELECT 1") == 1);
            append(store, 30);
            taken.addAll(take(stream, 90 - taken.size()));
            assertThat(taken).isEqualTo(positions(1, 90));
            close();
            opened.clear();
        }
    }

    @Test
    void it_looks_once_a_second_when_nothing_happens() {
        HikariDataSource log = newLog();
        WatchedDataSource watched = new WatchedDataSource(log);
        stream(watched.dataSource(), arrivals(log), 0, EVERYTHING, A_SECOND);
        awaitListening(log);
        await().atMost(LONG_ENOUGH).until(() -> watched.statements() >= 2);
        long before = watched.statements();
        long began = System.nanoTime();
        await().atMost(LONG_ENOUGH).until(() -> watched.statements() >= before + 3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void who_does_not_take_holds_a_bounded_number_of_events_and_no_transaction() {
        HikariDataSource here = pool(LongPast.DATABASE, "slow", 2);
        WatchedDataSource watched = new WatchedDataSource(here);
        MessageStream<EventMessage> stream = stream(watched.dataSource(), arrivals(here), 0, EVERYTHING, A_SECOND);
        await().atMost(LONG_ENOUGH).until(() -> watched.rows() >= 2 * EventFeed.QUEUE);
        await().during(Duration.ofSeconds(2)).atMost(LONG_ENOUGH).until(() -> holdsLittle(watched));
        try (HikariDataSource observer = TestPostgres.owner().open(LongPast.DATABASE, "observer", 1)) {
            assertThat(number(observer, """
                    SELECT count(*) FROM pg_stat_activity WHERE application_name = 'slow'
                    AND (state <> 'idle' OR xact_start IS NOT NULL OR backend_xmin IS NOT NULL)""")).isZero();
        }
        assertThat(take(stream, 5_000)).startsWith(1L, 2L, 3L).doesNotHaveDuplicates();
    }

    private static boolean holdsLittle(WatchedDataSource watched) {
        return watched.rows() <= 2 * EventFeed.QUEUE + 10 && watched.borrowed() == 0;
    }

    @Test
    void who_is_far_behind_is_read_to_in_large_pages_and_each_gives_its_connection_back() {
        HikariDataSource here = pool(LongPast.DATABASE, "behind", 2);
        WatchedDataSource watched = new WatchedDataSource(here);
        MessageStream<EventMessage> stream = stream(watched.dataSource(), arrivals(here), 0, EVERYTHING, A_SECOND);
        assertThat(take(stream, BACKLOG).subList(0, BACKLOG)).isEqualTo(positions(1, BACKLOG));
        assertThat(watched.statements()).isLessThan(BACKLOG / EventFeed.QUEUE + 20);
        assertThat(watched.borrowings()).isEqualTo(watched.statements());
        assertThat(watched.mostBorrowed()).isOne();
    }

    @Test
    void what_is_asked_for_by_a_tag_is_found_by_index_however_rare_it_is() {
        HikariDataSource here = pool(LongPast.DATABASE, "rare", 2);
        WatchedDataSource watched = new WatchedDataSource(here);
        Criteria rare = Criteria.of(Criterion.tagged("rare=1"));
        MessageStream<EventMessage> stream = stream(watched.dataSource(), arrivals(here), 0, rare, A_SECOND);
        assertThat(take(stream, BACKLOG / 10_000))
                .isEqualTo(LongStream.range(0, BACKLOG / 10_000)
                        .map(i -> 10_000 * i + 5_000)
                        .boxed()
                        .toList());
        assertThat(watched.rows()).isLessThan(100);
        assertThat(watched.statements()).isLessThan(10);
    }

    @Test
    void what_was_searched_in_vain_is_not_searched_again() throws Exception {
        HikariDataSource here = pool(LongPast.DATABASE, "types", 8);
        WatchedDataSource watched = new WatchedDataSource(here);
        Criteria never = Criteria.of(new Criterion(Set.of("Never"), Set.of()));
        stream(watched.dataSource(), arrivals(here), 0, never, A_SECOND);
        await().atMost(LONG_ENOUGH).until(() -> watched.from() >= BACKLOG - 10_000);
        append(store(here), 10);
        await().atMost(LONG_ENOUGH).until(() -> watched.from() >= BACKLOG);
        assertThat(watched.statements()).isLessThan(70);
    }

    @Test
    void a_stream_that_is_closed_in_the_middle_lets_go_of_its_thread_and_its_connection() throws Exception {
        HikariDataSource here = pool(LongPast.DATABASE, "closed", 2);
        WatchedDataSource watched = new WatchedDataSource(here);
        Arrivals arrivals = arrivals(here);
        MessageStream<EventMessage> full = stream(watched.dataSource(), arrivals, 0, EVERYTHING, A_SECOND);
        MessageStream<EventMessage> empty = stream(watched.dataSource(), arrivals, BACKLOG * 2L, EVERYTHING, A_SECOND);
        take(full, 10);
        full.close();
        empty.close();
        for (Thread thread : feeding) {
            assertThat(thread.join(LONG_ENOUGH)).isTrue();
        }
        assertThat(watched.borrowed()).isZero();
        arrivals.close();
        assertThat(here.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void what_waiting_cannot_mend_ends_the_stream_with_its_reason() throws Exception {
        HikariDataSource empty = pool(TestPostgres.newDatabase(), "empty", 2);
        MessageStream<EventMessage> withoutTables = stream(empty, arrivals(empty), 0, EVERYTHING, A_SECOND);
        await().atMost(LONG_ENOUGH).until(() -> withoutTables.error().isPresent());
        assertThat(withoutTables.error().orElseThrow()).hasMessageContaining("schema");

        HikariDataSource log = newLog();
        append(store(log), 1);
        MessageStream<EventMessage> unreadable = stream(log, arrivals(log), 0, EVERYTHING, A_SECOND, event -> {
            throw new NoClassDefFoundError("a class that is not there");
        });
        await().atMost(LONG_ENOUGH).until(() -> unreadable.error().isPresent());
        assertThat(unreadable.error()).containsInstanceOf(NoClassDefFoundError.class);
    }
}
