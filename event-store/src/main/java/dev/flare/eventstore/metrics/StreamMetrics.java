package dev.flare.eventstore.metrics;

import dev.flare.eventstore.LogWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How far something is behind the log that it takes: {@code flare.follower.position}, {@code flare.follower.lag.events} and
 * {@code flare.follower.lag.seconds}. For a {@link dev.flare.eventstore.Follower} there is more to tell
 * ({@link FollowerMetrics}); an Axon event processor is where its token is, and Axon's open streams where the slowest is.
 *
 * <p>Read when somebody asks for them, and asks no database: {@link LogWatch} has looked.
 */
public final class StreamMetrics implements MeterBinder {

    private final Tags tags;
    private final LongSupplier taken;
    private final Supplier<LogWatch.Seen> log;
    private final Clock clock;

    /**
     * @param follower what takes the log, the value of the label {@code follower}
     * @param region which log, the value of the label {@code region}
     * @param taken up to which position it was taken, -1 when nobody knows yet; beyond the log's end when nobody takes it
     * @param log what was last seen of the log
     */
    public StreamMetrics(String follower, String region, LongSupplier taken, Supplier<LogWatch.Seen> log, Clock clock) {
        this.tags = Tags.of("follower", follower, "region", region);
        this.taken = taken;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge("flare.follower.position", StreamMetrics::position, meters);
        gauge("flare.follower.lag.events", StreamMetrics::events, meters);
        gauge("flare.follower.lag.seconds", StreamMetrics::seconds, meters);
    }

    private void gauge(String name, ToDoubleFunction<StreamMetrics> value, MeterRegistry meters) {
        // A gauge keeps its object weakly. The registry is there as long as the gauge is.
        Gauge.builder(name, meters, registry -> value.applyAsDouble(this))
                .tags(tags)
                .register(meters);
    }

    private double position() {
        long position = taken.getAsLong();
        return position == Long.MAX_VALUE ? log.get().head() : position;
    }

    private double events() {
        // The position first: read the other way round, it could be beyond the head.
        long position = Math.max(0, taken.getAsLong());
        return Math.max(0, log.get().head() - position);
    }

    private double seconds() {
        Instant waiting = log.get().waitingSince();
        return waiting == null ? 0 : secondsSince(waiting, clock.instant());
    }

    static double secondsSince(Instant then, Instant now) {
        return Math.max(0, (now.toEpochMilli() - then.toEpochMilli()) / 1_000.0);
    }
}
