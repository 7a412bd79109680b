package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.eventstore.axon.Timestamps;
import dev.flare.eventstore.metrics.EventStoreMetrics;
import dev.flare.eventstore.metrics.FollowerMetrics;
import dev.flare.eventstore.metrics.StreamMetrics;
import dev.flare.eventstore.support.SettableClock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.axonframework.conversion.PassThroughConverter;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is counted, under the names that docs/OPERATIONS.md gives. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MetricsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestLog log = new TestLog();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final EventStoreMetrics metrics = new EventStoreMetrics("uk", meters);
    private final EventStore store =
            metrics.watch(EventStore.open(log.owner, log.database, TestLog.settings(), Clock.systemUTC(), metrics));

    @AfterEach
    void close() {
        store.close();
        log.close();
    }

    private long appends(String end) {
        return meters.get("flare.append")
                .tags("region", "uk", "end", end)
                .timer()
                .count();
    }

    private double gauge(String name, String follower) {
        return meters.get(name)
                .tags("region", "uk", "follower", follower)
                .gauge()
                .value();
    }

    @Test
    void appends_are_timed_by_how_they_ended() {
        Marker empty = store.source(tagged("a=1"), Marker.ORIGIN).upTo();
        get(store.append(List.of(event("X", "a=1")), List.of()));
        failure(store.append(List.of(event("X", "a=1")), List.of(none(tagged("a=1"), empty))));

        // Who appended may know it before it is counted.
        await().untilAsserted(() -> {
            assertThat(appends("committed")).isOne();
            assertThat(appends("rejected")).as("conflicts").isOne();
        });
        assertThat(appends("failed") + appends("overloaded")).isZero();
        assertThat(meters.get("flare.append").tag("end", "committed").timer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void an_append_that_a_wrong_clock_refuses_is_counted() {
        Instant ahead = Instant.now().plus(Append.AHEAD_MAX).plusSeconds(60);
        failure(store.append(Append.of(List.of(event("X"))).causedAt(ahead)));

        assertThat(meters.get("flare.append.causes.ahead")
                        .tag("region", "uk")
                        .counter()
                        .count())
                .isOne();
        assertThat(appends("failed")).isOne();
    }

    @Test
    void what_waits_is_shown_and_what_shares_a_transaction_is_counted_as_one() {
        List<CompletableFuture<Appended>> waiting = new ArrayList<>();
        try (TestLog.HeldHead held = log.holdHead()) {
            for (int i = 0; i < 10; i++) {
                waiting.add(store.append(List.of(event("X"), event("Y")), List.of()));
            }
            await().atMost(PATIENCE)
                    .until(() -> meters.get("flare.append.waiting.events")
                                    .tag("region", "uk")
                                    .gauge()
                                    .value()
                            > 0);
        }
        waiting.forEach(Events::get);

        // The store tells its observer after those who wait.
        await().atMost(PATIENCE).until(() -> batches("events").totalAmount() == 20);
        assertThat(batches("appends").totalAmount()).isEqualTo(10);
        assertThat(meters.get("flare.append.batch").timer().count())
                .isEqualTo(batches("events").count())
                .isBetween(1L, 9L);
    }

    private DistributionSummary batches(String of) {
        return meters.get("flare.append.batch." + of).tag("region", "uk").summary();
    }

    @Test
    void a_follower_shows_how_far_it_is_behind_whether_its_steps_succeed_and_does_so_after_a_collection() {
        SettableClock clock = new SettableClock(Instant.now());
        get(store.append(IntStream.range(0, 5).mapToObj(i -> event("X")).toList(), List.of()));
        try (Arrivals arrivals = new Arrivals(log.owner, "test");
                Follower follower = new Follower("f", () -> new Follower.Progress(2, false), arrivals, clock).start();
                LogWatch watch =
                        new LogWatch("w", store.reader(), () -> follower.state().position(), clock).start()) {
            new FollowerMetrics("f", "uk", follower::state, watch::seen, clock).bindTo(meters);
            await().atMost(PATIENCE)
                    .until(() -> follower.state().position() == 2
                            && watch.seen().head() == 5
                            && watch.seen().waitingSince() != null);
            System.gc();

            assertThat(gauge("flare.follower.position", "f")).isEqualTo(2);
            assertThat(gauge("flare.follower.lag.events", "f")).isEqualTo(3);
            Instant waiting = store.reader().recordedAt(3).orElseThrow();
            clock.move(Duration.between(clock.instant(), waiting).plusSeconds(7));
            assertThat(gauge("flare.follower.lag.seconds", "f")).isBetween(6.9, 7.1);
            assertThat(gauge("flare.follower.failures.in.row", "f")).isZero();
            assertThat(gauge("flare.follower.heartbeat.age.seconds", "f")).isNotNaN();
            assertThat(meters.get("flare.follower.events").functionCounter().count())
                    .isZero();
            assertThat(meters.get("flare.follower.steps.failed")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }

    @Test
    void the_slowest_of_axons_open_streams_is_where_its_consumer_is() {
        get(store.append(IntStream.range(0, 5).mapToObj(i -> event("X")).toList(), List.of()));
        try (Arrivals arrivals = new Arrivals(log.owner, "test")) {
            PostgresEventStorageEngine engine = new PostgresEventStorageEngine(
                    store, arrivals, PassThroughConverter.INSTANCE, Timestamps.RECORDED, Clock.systemUTC());
            try (LogWatch watch = new LogWatch("w", store.reader(), engine::slowestStream, Clock.systemUTC()).start()) {
                new StreamMetrics("streams", "uk", engine::slowestStream, watch::seen, Clock.systemUTC())
                        .bindTo(meters);
                await().atMost(PATIENCE).until(() -> watch.seen().head() == 5);
                assertThat(gauge("flare.follower.lag.events", "streams")).isZero();
                assertThat(gauge("flare.follower.position", "streams")).isEqualTo(5);

                MessageStream<EventMessage> stream = engine.stream(
                        StreamingCondition.conditionFor(
                                new GlobalSequenceTrackingToken(0), EventCriteria.havingAnyTag()),
                        null);
                await().atMost(PATIENCE).until(stream::hasNextAvailable);
                assertThat(gauge("flare.follower.lag.events", "streams")).isEqualTo(5);
                await().atMost(PATIENCE).until(() -> gauge("flare.follower.lag.seconds", "streams") > 0);
                stream.next();
                stream.next();
                await().atMost(PATIENCE).until(() -> gauge("flare.follower.position", "streams") == 2);
                assertThat(gauge("flare.follower.lag.events", "streams")).isEqualTo(3);

                stream.close();
                await().atMost(PATIENCE).until(() -> engine.slowestStream() == Long.MAX_VALUE);
            }
        }
    }

    @Test
    void what_nobody_knows_yet_is_no_lag_of_the_past() {
        AtomicLong taken = new AtomicLong(-1);
        try (LogWatch watch = new LogWatch("w", store.reader(), taken::get, Clock.systemUTC()).start()) {
            new StreamMetrics("x", "uk", taken::get, watch::seen, Clock.systemUTC()).bindTo(meters);
            assertThat(gauge("flare.follower.lag.events", "x")).isZero();
            assertThat(gauge("flare.follower.lag.seconds", "x")).isZero();
        }
    }
}
