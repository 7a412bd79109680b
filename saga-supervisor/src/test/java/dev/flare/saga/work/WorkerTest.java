package dev.flare.saga.work;

import static dev.flare.saga.work.Tables.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkerTest {

    private static final Worker.Limits LIMITS =
            new Worker.Limits(4, Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofMillis(200));
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Tables tables = Tables.made();
    private final WorkSignal signal = new WorkSignal();

    private Worker worker(Worker.Limits limits, Worker.Task task) {
        return new Worker(Tables.QUEUE, task, limits, tables.database(), signal, Clock.systemUTC());
    }

    /** What follows from the log when a piece of work is done. */
    private void done(Claimed work) {
        tables.wantNothing(work.transactionId());
    }

    @Test
    void does_what_is_due_and_what_falls_due_later_by_itself() {
        Instant now = Instant.now();
        tables.want(work("a", now), work("b", now.plusMillis(300)));
        Map<String, Instant> when = new ConcurrentHashMap<>();
        try (Worker worker = worker(LIMITS, work -> {
            when.put(work.transactionId(), Instant.now());
            done(work);
        })) {
            worker.start();
            await().atMost(SOON).until(() -> when.size() == 2);
            assertThat(when.get("b")).isAfterOrEqualTo(now.plusMillis(300));
            await().atMost(SOON)
                    .until(() -> worker.state().lastSuccess() != null
                            && worker.state().failures() == 0);
        }
    }

    @Test
    void two_processes_do_each_piece_once() {
        tables.want(IntStream.range(0, 100)
                .mapToObj(i -> work("t" + i, Instant.now()))
                .toArray(Work[]::new));
        Queue<String> did = new ConcurrentLinkedQueue<>();
        Worker.Task task = work -> {
            did.add(work.transactionId());
            done(work);
        };
        try (Worker one = worker(LIMITS, task);
                Worker other = worker(LIMITS, task)) {
            one.start();
            other.start();
            await().atMost(SOON).until(() -> did.size() >= 100);
        }
        assertThat(did).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void what_another_left_undone_is_taken_up_when_its_time_is_over() {
        Instant now = Instant.now();
        tables.want(work("a", now));
        assertThat(tables.claim(1, now, now.plusMillis(500))).hasSize(1);
        Queue<Claimed> did = new ConcurrentLinkedQueue<>();
        try (Worker worker = worker(LIMITS, work -> {
            did.add(work);
            done(work);
        })) {
            worker.start();
            await().atMost(SOON).until(() -> !did.isEmpty());
            assertThat(Instant.now()).isAfterOrEqualTo(now.plusMillis(500));
            assertThat(did.peek().attempts()).isEqualTo(2);
        }
    }

    @Test
    void what_fails_is_tried_again_and_tells_how_often_and_why() {
        tables.want(work("a", Instant.now()));
        AtomicInteger tries = new AtomicInteger();
        long began = System.nanoTime();
        try (Worker worker = worker(LIMITS, work -> {
            if (tries.incrementAndGet() < 4) {
                throw new IOException("try " + tries.get());
            }
            done(work);
        })) {
            worker.start();
            await().atMost(SOON).until(() -> worker.state().failures() == 0);
            assertThat(tries).hasValue(4);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("after its own pauses, not when somebody happens to look")
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(tables.pending("a")).isEmpty();
        }
    }

    @Test
    void pauses_are_doubled_up_to_a_limit() {
        Worker.Limits limits =
                new Worker.Limits(1, Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(IntStream.of(0, 1, 2, 3, 6, 7, 8, 1_000_000).mapToObj(limits::pause))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(32),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1));
    }

    @Test
    void a_failing_piece_holds_up_no_other() {
        Instant now = Instant.now();
        tables.want(work("bad", now.minusSeconds(1)), work("good", now));
        Queue<String> did = new ConcurrentLinkedQueue<>();
        Worker.Limits one = new Worker.Limits(1, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Worker worker = worker(one, work -> {
            if (work.transactionId().equals("bad")) {
                throw new IOException("no");
            }
            did.add(work.transactionId());
            done(work);
        })) {
            worker.start();
            await().atMost(SOON).until(() -> did.contains("good"));
        }
        assertThat(tables.pending("bad")).extracting(Pending::attempts).isEqualTo(List.of(1));
    }

    @Test
    void no_more_is_under_way_than_allowed() {
        tables.want(IntStream.range(0, 20)
                .mapToObj(i -> work("t" + i, Instant.now()))
                .toArray(Work[]::new));
        AtomicInteger running = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (Worker worker = worker(LIMITS, work -> {
            running.incrementAndGet();
            go.await();
            done(work);
        })) {
            worker.start();
            await().atMost(SOON).until(() -> running.get() == 4);
            await().during(Duration.ofMillis(300)).until(() -> running.get() == 4);
            assertThat(tables.claim(100, Instant.now(), Instant.now())).hasSize(16);
            go.countDown();
        }
    }

    @Test
    void an_outage_of_the_database_is_over_when_it_is_over() {
        Away away = new Away(tables.database());
        try (Worker worker = new Worker(Tables.QUEUE, this::done, LIMITS, away, signal, Clock.systemUTC())) {
            away.gone = true;
            worker.start();
            await().atMost(SOON).until(() -> worker.state().failures() >= 3);
            assertThat(worker.state().failure()).contains("gone");
            away.gone = false;
            await().atMost(SOON).until(() -> worker.state().failures() == 0);
            assertThat(worker.state().failure()).isNull();
        }
    }

    @Test
    void work_that_is_due_later_than_what_it_waits_for_does_not_make_it_look() {
        Away counted = new Away(tables.database());
        Clock still = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
        try (Worker worker = new Worker(Tables.QUEUE, this::done, LIMITS, counted, signal, still)) {
            worker.start();
            await().atMost(SOON).until(() -> counted.asked.get() >= 2);
            int asked = counted.asked.get();
            AtomicInteger raised = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> {
                signal.due(Tables.QUEUE, still.instant().plusSeconds(30));
                signal.due("another queue", still.instant());
                signal.raise();
                return raised.incrementAndGet() == 100;
            });
            assertThat(counted.asked.get() - asked)
                    .as("looks of its own, one a second")
                    .isLessThan(50);
        }
    }

    @Test
    void what_is_due_earlier_does() {
        Instant look = Instant.now().plusSeconds(1);
        assertThat(signal.isDueBefore(Tables.QUEUE, look)).isFalse();
        signal.due(Tables.QUEUE, look.plusSeconds(9));
        assertThat(signal.isDueBefore(Tables.QUEUE, look)).isFalse();
        signal.due(Tables.QUEUE, look.minusMillis(1));
        signal.due(Tables.QUEUE, look.plusSeconds(8));
        assertThat(signal.isDueBefore(Tables.QUEUE, look)).isTrue();
        assertThat(signal.isDueBefore("another queue", look)).isFalse();
        signal.looks(Tables.QUEUE);
        assertThat(signal.isDueBefore(Tables.QUEUE, look)).isFalse();
    }

    /** A database that goes away. */
    private static final class Away implements DataSource {

        private final DataSource real;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean gone;

        private Away(DataSource real) {
            this.real = real;
        }

        @Override
        public Connection getConnection() throws SQLException {
            asked.incrementAndGet();
            if (gone) {
                throw new SQLException("gone");
            }
            return real.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLException("not here");
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return real.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            real.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            real.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return real.getLoginTimeout();
        }

        @Override
        public java.util.logging.Logger getParentLogger() {
            return java.util.logging.Logger.getLogger("");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return real.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return real.isWrapperFor(type);
        }
    }
}
