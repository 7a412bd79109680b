package dev.flare.web.following;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The same as numbers, read when somebody asks for them: following costs nothing more for being measured. */
public final class FollowersMetrics implements MeterBinder {

    private final List<Supplier<FollowerReport>> followers;
    private final Clock clock;

    public FollowersMetrics(List<Supplier<FollowerReport>> followers, Clock clock) {
        this.followers = List.copyOf(followers);
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        followers.forEach(follower -> bind(follower, meters));
    }

    private void bind(Supplier<FollowerReport> follower, MeterRegistry meters) {
        FollowerReport first = follower.get();
        Tags tags = Tags.of("follower", first.follower(), "region", first.region());
        gauge("flare.follower.position", follower, FollowerReport::position, tags, meters);
        gauge("flare.follower.lag.events", follower, FollowerReport::lag, tags, meters);
        gauge("flare.follower.lag.seconds", follower, seen -> seen.lagSeconds(clock.instant()), tags, meters);
        gauge(
                "flare.follower.heartbeat.age.seconds",
                follower,
                seen -> seen.heartbeatAgeSeconds(clock.instant()),
                tags,
                meters);
        gauge("flare.follower.failures.in.row", follower, FollowerReport::failures, tags, meters);
        counter("flare.follower.events", follower, FollowerReport::taken, tags, meters);
        counter("flare.follower.steps.failed", follower, FollowerReport::failed, tags, meters);
    }

    private static void gauge(
            String name,
            Supplier<FollowerReport> follower,
            ToDoubleFunction<FollowerReport> value,
            Tags tags,
            MeterRegistry meters) {
        Gauge.builder(name, follower, seen -> value.applyAsDouble(seen.get()))
                .tags(tags)
                .register(meters);
    }

    private static void counter(
            String name,
            Supplier<FollowerReport> follower,
            ToDoubleFunction<FollowerReport> value,
            Tags tags,
            MeterRegistry meters) {
        FunctionCounter.builder(name, follower, seen -> value.applyAsDouble(seen.get()))
                .tags(tags)
                .register(meters);
    }
}
