package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.CrashablePostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed, hangs without hanging up, or only reads. Whoever waits is told in time, and all goes on by itself. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Patience, two seconds, what the pool takes to have no connection, and whatever a busy machine takes. */
    private static final Duration LONGEST = PATIENCE.plusSeconds(14);

    private static final EventStoreSettings SETTINGS = TestLog.settings().withPatience(PATIENCE);

    @TempDir
    static Path directory;

    private static CrashablePostgres postgres;
    private static int databases;

    @BeforeAll
    static void start() throws IOException {
        postgres = new CrashablePostgres(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.thaw();
        postgres.close();
    }

    /** On a new log. */
    private static HikariDataSource newLog() throws SQLException {
        String database = "away" + ++databases;
        try (HikariDataSource owner = postgres.server().open("postgres", "owner", 1)) {
            execute(owner, "CREATE DATABASE " + database);
        }
        HikariDataSource pool = postgres.server().open(database, database, 8);
        pool.setConnectionTimeout(500);
        pool.setValidationTimeout(500);
        EventStoreSchema.migrate(pool);
        return pool;
    }

    private static EventStore open(HikariDataSource pool, EventStoreSettings settings) {
        return EventStore.open(pool, "away", settings, Clock.systemUTC());
    }

    private static void execute(HikariDataSource pool, String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void while_it_hangs_and_when_it_was_killed_callers_are_told_in_time_and_nothing_acknowledged_is_lost()
            throws Exception {
        try (HikariDataSource pool = newLog();
                EventStore store = open(pool, SETTINGS);
                Callers callers = new Callers(store, 32, () -> "{}")) {
            callers.awaitMore(200);
            postgres.freeze();
            callers.awaitNo();
            postgres.thaw();
            callers.awaitMore(100);
            postgres.kill();
            callers.awaitNo();
            postgres.start();
            callers.awaitMore(100);
            callers.judge(store, new EventReader(pool), LONGEST);
        }
    }

    @Test
    void while_it_hangs_so_much_waits_and_no_more() throws Exception {
        EventStoreSettings small = new EventStoreSettings(Set.of(), 100, 50, 20, PATIENCE, List.of());
        try (HikariDataSource pool = newLog();
                EventStore store = open(pool, small)) {
            get(store.append(List.of(event("A")), List.of()));
            postgres.freeze();
            List<CompletableFuture<Appended>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(store.append(List.of(event("A")), List.of()));
            }
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Appended> tooMuch = store.append(List.of(event("A")), List.of());
                assertThat(tooMuch).isCompletedExceptionally();
                assertThat(failure(tooMuch)).isInstanceOf(StoreOverloadedException.class);
            }
            assertThat(store.waitingEvents()).isEqualTo(50);
            waiting.forEach(each -> assertThat(failure(each)).isInstanceOf(StoreUnavailableException.class));
            assertThat(store.waitingEvents()).isZero();
        } finally {
            postgres.thaw();
        }
    }

    @Test
    void what_must_be_looked_up_below_memory_is_told_in_time_too_while_it_hangs() throws Exception {
        try (HikariDataSource pool = newLog();
                EventStore before = open(pool, SETTINGS)) {
            get(before.append(List.of(event("A", "a=1")), List.of()));
            try (EventStore store = open(pool, SETTINGS)) {
                get(store.append(List.of(event("A")), List.of(none(tagged("a=2"), Marker.ORIGIN))));
                assertThat(store.source(tagged("a=1"), Marker.ORIGIN).events()).hasSize(1);
                postgres.freeze();
                assertUnavailableInTime(() -> store.source(tagged("a=1"), Marker.ORIGIN));
                assertUnavailableInTime(
                        () -> get(store.append(List.of(event("A")), List.of(none(tagged("a=2"), Marker.ORIGIN)))));
                assertUnavailableInTime(() -> get(store.confirm()));
                postgres.thaw();
                await().atMost(Duration.ofSeconds(10))
                        .ignoreExceptions()
                        .until(() -> get(store.append(List.of(event("A")), List.of(none(tagged("a=2"), Marker.ORIGIN))))
                                != null);
            }
        } finally {
            postgres.thaw();
        }
    }

    @Test
    void who_writes_himself_while_it_hangs_has_no_second_patience() throws Exception {
        Duration patience = Duration.ofSeconds(8);
        try (HikariDataSource pool = newLog();
                EventStore store = open(pool, TestLog.settings().withPatience(patience))) {
            get(store.appendAndStay(Append.of(List.of(event("A")))));
            postgres.freeze();
            long began = System.nanoTime();
            CompletableFuture<Appended> outcome = store.appendAndStay(Append.of(List.of(event("A"))));
            assertThat(failure(outcome)).isInstanceOf(StoreUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(patience.multipliedBy(2));
        } finally {
            postgres.thaw();
        }
    }

    private static void assertUnavailableInTime(Callable<?> call) {
        long began = System.nanoTime();
        assertThatThrownBy(call::call)
                .satisfies(e -> assertThat(e.getCause() instanceof StoreUnavailableException ? e.getCause() : e)
                        .isInstanceOf(StoreUnavailableException.class));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
    }

    @Test
    void a_server_that_only_reads_is_left_for_the_one_that_took_over() throws Exception {
        try (HikariDataSource pool = newLog();
                EventStore store = open(pool, SETTINGS);
                Callers callers = new Callers(store, 8, () -> "{}")) {
            callers.awaitMore(50);
            execute(pool, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
            callers.awaitNo();
            // Sessions of old still only read. New ones write, as if the address led elsewhere now.
            execute(
                    pool,
                    "SET default_transaction_read_only = off",
                    "ALTER ROLE postgres SET default_transaction_read_only = off");
            callers.awaitMore(50);
            callers.judge(store, new EventReader(pool), LONGEST);
        } finally {
            try (HikariDataSource owner = postgres.server().open("postgres", "owner", 1)) {
                execute(
                        owner,
                        "SET default_transaction_read_only = off",
                        "ALTER SYSTEM RESET default_transaction_read_only");
                execute(owner, "ALTER ROLE postgres RESET default_transaction_read_only", "SELECT pg_reload_conf()");
            }
        }
    }
}
