package dev.flare.eventstore.metrics;

import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.StoreObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * One event store in numbers, in any Micrometer registry: how long appends take by how they ended ({@code flare.append}, of
 * which those with the end {@code rejected} are the conflicts), how long a database transaction takes and how many appends
 * and events share it ({@code flare.append.batch…}), how many events wait ({@code flare.append.waiting.events}), and how
 * many appends a wrong clock cost ({@code flare.append.causes.ahead}).
 *
 * <p>Given to the store when it is opened. Everything is looked up once, here: counting is on the path of every append.
 */
public final class EventStoreMetrics implements StoreObserver {

    /** The bounds of the histograms' buckets. */
    public static final List<Duration> LATENCIES = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toList();

    private final String region;
    private final MeterRegistry meters;
    private final Map<End, Timer> appends = new EnumMap<>(End.class);
    private final Timer writes;
    private final DistributionSummary batchAppends;
    private final DistributionSummary batchEvents;
    private final Counter causesAhead;

    /** @param region the value of the label {@code region}, by which the stores of one process are told apart */
    public EventStoreMetrics(String region, MeterRegistry meters) {
        this.region = region;
        this.meters = meters;
        for (End end : End.values()) {
            appends.put(end, append(end));
        }
        this.writes = Timer.builder("flare.append.batch")
                .description("one database transaction of appends, fsync included")
                .tag("region", region)
                .serviceLevelObjectives(buckets())
                .register(meters);
        this.batchAppends = DistributionSummary.builder("flare.append.batch.appends")
                .description("appends that shared a database transaction")
                .tag("region", region)
                .register(meters);
        this.batchEvents = DistributionSummary.builder("flare.append.batch.events")
                .description("events that shared a database transaction")
                .tag("region", region)
                .register(meters);
        this.causesAhead = Counter.builder("flare.append.causes.ahead")
                .description("appends refused because their cause lies ahead of this machine's clock")
                .tag("region", region)
                .register(meters);
    }

    private Timer append(End end) {
        return Timer.builder("flare.append")
                .description("an append, from its call to its commit or refusal")
                .tag("region", region)
                .tag("end", end.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(buckets())
                .register(meters);
    }

    private static Duration[] buckets() {
        return LATENCIES.toArray(Duration[]::new);
    }

    /**
     * Shows how many events wait in the store that was opened with this observer.
     *
     * @return the same store
     */
    public EventStore watch(EventStore store) {
        Gauge.builder("flare.append.waiting.events", store, EventStore::waitingEvents)
                .description("events that wait to be written")
                .tag("region", region)
                .register(meters);
        return store;
    }

    @Override
    public void appended(End end, long nanos) {
        Objects.requireNonNull(appends.get(end)).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void batchWritten(int appends, int events, long nanos) {
        writes.record(nanos, TimeUnit.NANOSECONDS);
        batchAppends.record(appends);
        batchEvents.record(events);
    }

    @Override
    public void causeAhead(Duration ahead) {
        causesAhead.increment();
    }
}
