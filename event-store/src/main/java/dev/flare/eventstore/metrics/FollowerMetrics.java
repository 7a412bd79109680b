package dev.flare.eventstore.metrics;

import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A {@link Follower} in numbers: those of {@link StreamMetrics}, and whether its steps succeed. Read when somebody asks for
 * them: following costs nothing more for being measured.
 */
public final class FollowerMetrics implements MeterBinder {

    private final Tags tags;
    private final Supplier<Follower.State> follower;
    private final StreamMetrics lag;
    private final Clock clock;

    /**
     * @param name what follows, the value of the label {@code follower}
     * @param region which log, the value of the label {@code region}
     */
    public FollowerMetrics(
            String name, String region, Supplier<Follower.State> follower, Supplier<LogWatch.Seen> log, Clock clock) {
        this.tags = Tags.of("follower", name, "region", region);
        this.follower = follower;
        this.lag = new StreamMetrics(name, region, () -> follower.get().position(), log, clock);
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        lag.bindTo(meters);
        gauge(
                "flare.follower.heartbeat.age.seconds",
                state -> StreamMetrics.secondsSince(state.heartbeat(), clock.instant()),
                meters);
        gauge("flare.follower.failures.in.row", Follower.State::failures, meters);
        counter("flare.follower.events", Follower.State::taken, meters);
        counter("flare.follower.steps.failed", Follower.State::failed, meters);
    }

    private void gauge(String name, ToDoubleFunction<Follower.State> value, MeterRegistry meters) {
        Gauge.builder(name, meters, registry -> value.applyAsDouble(follower.get()))
                .tags(tags)
                .register(meters);
    }

    private void counter(String name, ToDoubleFunction<Follower.State> value, MeterRegistry meters) {
        FunctionCounter.builder(name, meters, registry -> value.applyAsDouble(follower.get()))
                .tags(tags)
                .register(meters);
    }
}
