package dev.flare.command.region;

import dev.flare.eventstore.StoreObserver;
import dev.flare.messages.shared.Region;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One region's event store in numbers. Everything is looked up once, here: counting is on the path of every command. */
final class StoreMetrics implements StoreObserver {

    private final Map<End, Timer> appends = new EnumMap<>(End.class);
    private final Timer writes;
    private final DistributionSummary batchAppends;
    private final DistributionSummary batchEvents;

    StoreMetrics(Region region, MeterRegistry meters) {
        for (End end : End.values()) {
            appends.put(end, append(region, end, meters));
        }
        this.writes = Timer.builder("flare.append.batch")
                .description("one database transaction of appends, fsync included")
                .tag("region", region.name())
                .serviceLevelObjectives(CommandMetrics.LATENCIES)
                .register(meters);
        this.batchAppends = DistributionSummary.builder("flare.append.batch.appends")
                .tag("region", region.name())
                .register(meters);
        this.batchEvents = DistributionSummary.builder("flare.append.batch.events")
                .tag("region", region.name())
                .register(meters);
    }

    private static Timer append(Region region, End end, MeterRegistry meters) {
        return Timer.builder("flare.append")
                .description("an append, from its call to its commit or refusal")
                .tag("region", region.name())
                .tag("end", end.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(CommandMetrics.LATENCIES)
                .register(meters);
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
}
