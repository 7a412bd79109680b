package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.support.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MomentsTest {

    private record Closed(Instant moment, long position) {}

    private final TestLog log = new TestLog();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void recorded_at_increases_from_batch_to_batch_although_the_clock_steps_back() {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00.123456789Z"));
        EventStore store = log.open(TestLog.settings(), clock);
        EventStore other = log.open(TestLog.settings(), Clock.offset(clock, Duration.ofMinutes(-3)));
        List<Instant> recorded = new ArrayList<>();
        for (Duration step : List.of(
                Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(-1), Duration.ofDays(1), Duration.ofDays(-2))) {
            clock.move(step);
            recorded.add(get(store.append(List.of(event("A"), event("A")), List.of()))
                    .recordedAt());
            recorded.add(get(other.append(List.of(event("A")), List.of())).recordedAt());
        }
        for (int i = 1; i < recorded.size(); i++) {
            assertThat(recorded.get(i)).isAfter(recorded.get(i - 1));
        }
        assertThat(recorded.getFirst()).isEqualTo(Instant.parse("2026-03-01T10:00:00.123456Z"));
        assertThat(log.read().stream().map(StoredEvent::recordedAt).distinct()).isEqualTo(recorded);
    }

    @Test
    void a_closed_moment_stays_as_it_was_answered_however_appends_race() throws Exception {
        List<EventStore> stores = List.of(log.open(), log.open());
        ConcurrentLinkedQueue<Closed> answers = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Random random = new Random(i);
            EventStore store = stores.get(i % 2);
            Runnable work = i % 3 == 0 ? () -> closeMoments(random, answers) : () -> append(random, store);
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        List<StoredEvent> events = log.read();
        new Audit(events).log_is_sound();
        assertThat(answers).hasSizeGreaterThan(100);
        for (Closed closed : answers) {
            long last = events.stream()
                    .filter(event -> !event.recordedAt().isAfter(closed.moment()))
                    .mapToLong(StoredEvent::position)
                    .max()
                    .orElse(0);
            assertThat(closed.position()).as("%s", closed.moment()).isEqualTo(last);
        }
    }

    private void closeMoments(Random random, ConcurrentLinkedQueue<Closed> answers) {
        for (int i = 0; i < 25; i++) {
            // around now, some a little ahead of it: appends are being recorded on both sides
            Instant moment = Instant.now().plusMillis(random.nextInt(60) - 40).truncatedTo(ChronoUnit.MICROS);
            answers.add(new Closed(moment, log.reader().closeMoment(moment)));
        }
    }

    private static void append(Random random, EventStore store) {
        for (int i = 0; i < 30; i++) {
            get(store.append(List.of(event("A", "a=" + random.nextInt(5)), event("B")), List.of()));
        }
    }

    @Test
    void closing_a_moment_while_a_batch_is_in_flight_makes_it_try_again_behind_the_moment() throws Exception {
        SettableClock clock = new SettableClock(Instant.now().minusSeconds(60));
        EventStore store = log.open(TestLog.settings(), clock);
        Instant moment = Instant.now().truncatedTo(ChronoUnit.MICROS);
        CompletableFuture<Appended> outcome;
        try (var head = log.holdHead();
                var statement = head.connection.createStatement()) {
            outcome = store.append(List.of(event("A")), List.of());
            await().until(() -> log.number("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    == 1);
            statement.execute("SELECT close_moment('" + moment + "')");
            head.connection.commit();
        }
        assertThat(get(outcome).firstPosition()).isEqualTo(1);
        assertThat(get(outcome).recordedAt()).isAfter(moment);
        assertThat(log.reader().closeMoment(moment)).isZero();
        assertThat(log.reader().lastBefore(get(outcome).recordedAt())).isZero();
        assertThat(log.reader().recordedAt(1)).contains(get(outcome).recordedAt());
    }
}
