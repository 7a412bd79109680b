package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Others use the same server: they take its connections, hold its locks and set its settings. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InTheWayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST = PATIENCE.plusSeconds(14);
    private static final String ROLE = "in_the_way";

    private final TestLog log = new TestLog();
    private final List<Callers> all = new ArrayList<>();
    private HikariDataSource pool;

    @BeforeEach
    void open() {
        pool = TestPostgres.as(ROLE, "flare_append").open(log.database, "application", 8);
        pool.setConnectionTimeout(500);
    }

    @AfterEach
    void close() {
        all.forEach(Callers::close);
        log.closeStores();
        pool.close();
        log.execute("ALTER ROLE " + ROLE + " CONNECTION LIMIT -1");
        log.execute("ALTER ROLE " + ROLE + " RESET ALL");
        log.close();
    }

    private Callers callers(EventStore store, int number) {
        Callers callers = new Callers(store, number, () -> "{}");
        all.add(callers);
        return callers;
    }

    private EventStore store() {
        return log.open(pool, TestLog.settings().withPatience(PATIENCE), Clock.systemUTC());
    }

    @Test
    void when_there_are_too_many_connections_callers_are_told_and_it_goes_on_when_there_is_one() {
        EventStore store = store();
        Callers callers = callers(store, 16).awaitMore(100);
        log.execute("ALTER ROLE " + ROLE + " CONNECTION LIMIT 0");
        await().until(this::isOut);
        callers.awaitNo();
        log.execute("ALTER ROLE " + ROLE + " CONNECTION LIMIT -1");
        callers.awaitMore(100);
        callers.judge(store, log.reader(), LONGEST);
    }

    /** One that was on its way in when the limit came may still have got in. */
    private boolean isOut() {
        terminate();
        return log.number("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + ROLE + "'") == 0;
    }

    private void terminate() {
        log.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + ROLE + "'");
    }

    @Test
    void while_somebody_locks_the_log_callers_are_told_and_nothing_comes_late_or_twice() throws SQLException {
        EventStore store = store();
        Callers callers = callers(store, 16).awaitMore(100);
        try (Connection other = log.owner.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE");
            callers.awaitNo();
            other.rollback();
        }
        callers.awaitMore(100);
        callers.judge(store, log.reader(), LONGEST);
    }

    @Test
    void a_server_that_gives_up_waiting_for_locks_itself_is_no_other_matter() throws SQLException {
        log.execute("ALTER ROLE " + ROLE + " SET lock_timeout = '50ms'");
        while_somebody_locks_the_log_callers_are_told_and_nothing_comes_late_or_twice();
    }

    @Test
    void the_victim_of_a_deadlock_is_tried_again() throws Exception {
        // Looked for once, that long after the append began to wait: the other has to wait by then.
        log.execute("ALTER ROLE " + ROLE + " SET deadlock_timeout = '3s'");
        pool.getHikariPoolMXBean().softEvictConnections();
        EventStore store = log.open(pool, TestLog.settings().withPatience(Duration.ofSeconds(20)), Clock.systemUTC());
        get(store.append(List.of(event("A", "a=1")), List.of()));
        long deadlocks = deadlocks();
        CompletableFuture<Appended> outcome;
        try (Connection other = log.owner.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SET LOCAL deadlock_timeout = '60s'");
            statement.execute("INSERT INTO events SELECT 2, gen_random_uuid(), now(), 'X', '1', '{}', '{}', '',"
                    + " decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')");
            outcome = store.append(List.of(event("A", "a=1")), List.of());
            await().until(() -> waitingForLocks() == 1); // it has the head, and waits for the place behind it
            statement.execute("SELECT 1 FROM head FOR UPDATE"); // had when the append is the victim
            other.rollback();
        }
        assertThat(get(outcome).firstPosition()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(deadlocks()).isGreaterThan(deadlocks));
        new Audit(log.read()).log_is_sound();
        assertThat(log.read()).hasSize(2);
    }

    private long deadlocks() {
        return log.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private long waitingForLocks() {
        return log.number(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + ROLE + "' AND wait_event_type = 'Lock'");
    }

    @Test
    void two_processes_write_side_by_side_also_where_transactions_are_serializable() throws ExecutionException {
        log.execute("ALTER ROLE " + ROLE + " SET default_transaction_isolation = 'serializable'");
        EventStore one = log.open(pool, TestLog.settings(), Clock.systemUTC());
        EventStore other = log.open(pool, TestLog.settings(), Clock.systemUTC());
        Callers callers = callers(one, 4);
        Callers others = callers(other, 4);
        callers.awaitMore(30);
        others.awaitMore(30);
        callers.close();
        others.close();
        assertThat(callers.failed() + others.failed()).isZero();
        new Audit(log.read()).log_is_sound();
        assertThat(log.read()).hasSize((int) (callers.acknowledged() + others.acknowledged()));
    }
}
