package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The followers here would look by themselves only once an hour: what wakes them is a notification. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FollowerTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final String LISTENING = """
            SELECT coalesce(max(pid), 0) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN%'""";

    private final TestLog log = new TestLog();
    private final EventStore store = log.open();
    private final Arrivals arrivals = new Arrivals(log.owner, "test");
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final AtomicLong position = new AtomicLong();
    private final AtomicInteger failing = new AtomicInteger();
    private final CountDownLatch lastFailure = new CountDownLatch(1);
    private final Follower follower = new Follower("test", this::step, arrivals, clock, AN_HOUR);

    @AfterEach
    void close() {
        follower.close();
        arrivals.close();
        log.close();
    }

    private Follower.Progress step() throws InterruptedException {
        switch (failing.getAndUpdate(left -> Math.max(0, left - 1))) {
            case 0 -> {}
            case 1 -> {
                lastFailure.await();
                throw new StackOverflowError("the last one");
            }
            default -> throw new IllegalStateException("not yet");
        }
        log.reader().after(position.get(), 2).forEach(found -> position.set(found.position()));
        return new Follower.Progress(
                position.get(), position.get() < log.reader().head().position());
    }

    private void takes(long upTo) {
        await().atMost(Duration.ofSeconds(10)).until(() -> follower.state().position() == upTo);
    }

    private void startListening() {
        follower.start();
        await().until(() -> log.number(LISTENING) > 0);
        takes(log.reader().head().position());
    }

    @Test
    void it_takes_what_is_there_and_wakes_when_something_arrives() {
        get(store.append(List.of(event("A"), event("A"), event("A")), List.of()));
        startListening();
        for (int i = 4; i <= 8; i++) {
            get(store.append(List.of(event("A")), List.of()));
            takes(i);
        }
    }

    @Test
    void it_survives_the_end_of_the_connection_that_listens() {
        startListening();
        long killed = log.number(LISTENING);
        log.number("SELECT pg_terminate_backend(" + killed + ")::int");
        await().until(() -> log.number(LISTENING) > 0 && log.number(LISTENING) != killed);
        get(store.append(List.of(event("A")), List.of()));
        takes(1);
    }

    @Test
    void what_arrives_while_nobody_listens_is_seen_when_somebody_does_again() {
        startListening();
        long killed = log.number(LISTENING);
        log.number("SELECT pg_terminate_backend(" + killed + ")::int");
        get(store.append(List.of(event("A")), List.of()));
        takes(1);
    }

    @Test
    void behind_a_step_that_took_something_it_spends_its_leisure_and_is_told_how_much_it_took() throws Exception {
        get(store.append(List.of(event("A"), event("A")), List.of()));
        BlockingQueue<Long> spent = new LinkedBlockingQueue<>();
        try (Follower leisurely = new Follower("leisurely", this::step, arrivals, clock, spent::put)) {
            leisurely.start();
            assertThat(spent.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
            get(store.append(List.of(event("A")), List.of()));
            assertThat(spent.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(spent).isEmpty();
        }
    }

    @Test
    void a_step_that_fails_is_shown_and_tried_again_and_nothing_is_skipped() {
        startListening();
        failing.set(4);
        get(store.append(List.of(event("A")), List.of()));
        await().until(() -> follower.state().failures() == 3);
        assertThat(follower.state().failure()).contains("not yet");
        assertThat(follower.state().position()).isZero();
        assertThat(follower.state().heartbeat()).isEqualTo(Instant.EPOCH);
        clock.move(Duration.ofSeconds(7));
        lastFailure.countDown();
        takes(1);
        assertThat(follower.state())
                .isEqualTo(new Follower.State("test", 1, Instant.EPOCH.plusSeconds(7), 0, null, 1, 4));
    }
}
