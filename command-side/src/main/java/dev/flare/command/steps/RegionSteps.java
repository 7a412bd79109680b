package dev.flare.command.steps;

import dev.flare.command.region.Ledgers;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.metrics.FollowerMetrics;
import dev.flare.messages.shared.Region;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;

/** The supervisor's log, followed for the steps of one region. */
final class RegionSteps implements AutoCloseable {

    private static final String NAME = "steps";

    private final Region region;
    private final FollowSteps steps;
    private final Follower follower;
    private final LogWatch watch;
    private final Clock clock;

    RegionSteps(Region region, Source supervisor, DataSource database, Ledgers ledgers, Clock clock) {
        this.region = region;
        this.clock = clock;
        this.steps = new FollowSteps(region, supervisor.log(), database, ledgers::take, clock);
        this.follower = new Follower("steps-" + region, steps, supervisor.arrivals(), clock);
        this.watch = new LogWatch(
                "steps-" + region, supervisor.log(), () -> follower.state().position(), clock);
    }

    /** The supervisor's log, and who tells that it grew. */
    record Source(EventReader log, Arrivals arrivals) {}

    RegionSteps start() {
        follower.start();
        watch.start();
        return this;
    }

    Region region() {
        return region;
    }

    /** How it fares. Asks no database. */
    FollowerReport report() {
        // The state first: read the other way round, the position could be beyond the head.
        Follower.State state = follower.state();
        LogWatch.Seen seen = watch.seen();
        return new FollowerReport(
                NAME,
                region.name(),
                state.position(),
                seen.head(),
                seen.waitingSince(),
                state.heartbeat(),
                seen.at(),
                state.failures(),
                state.failure() == null ? seen.failure() : state.failure());
    }

    FollowSteps.Parked parked() {
        return steps.parked();
    }

    void bindTo(MeterRegistry meters) {
        new FollowerMetrics(NAME, region.name(), follower::state, watch::seen, clock).bindTo(meters);
        Gauge.builder("flare.steps.parked", steps, of -> of.parked().count())
                .description("steps of transfers between regions that cannot be taken and are tried again")
                .tag("region", region.name())
                .register(meters);
    }

    @Override
    public void close() {
        watch.close();
        follower.close();
    }
}
