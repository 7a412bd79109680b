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
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The supervisor's log, followed for the steps of one region. */
final class RegionSteps implements AutoCloseable {

    private static final String NAME = "steps";

    private final Region region;
    private final FollowSteps steps;
    private final Follower follower;
    private final Supplier<LogWatch.Seen> watch;
    private final Clock clock;

    /** @param watch what was last seen of the supervisor's log, by who waits for the slowest region */
    RegionSteps(
            Region region,
            Source supervisor,
            Supplier<LogWatch.Seen> watch,
            DataSource database,
            Ledgers ledgers,
            Clock clock) {
        this.region = region;
        this.clock = clock;
        this.steps = new FollowSteps(region, supervisor.log(), database, ledgers::take, clock);
        this.follower = new Follower("steps-" + region, steps, supervisor.arrivals(), clock);
        this.watch = watch;
    }

    /** The supervisor's log, and who tells that it grew. */
    record Source(EventReader log, Arrivals arrivals) {}

    RegionSteps start() {
        follower.start();
        return this;
    }

    Region region() {
        return region;
    }

    /** Up to where in the supervisor's log all its steps are taken, -1 before the first look. */
    long position() {
        return follower.state().position();
    }

    /** The slowest region may wait for what this one has taken. */
    private LogWatch.Seen seen() {
        long position = position();
        LogWatch.Seen seen = watch.get();
        return position < seen.head() ? seen : new LogWatch.Seen(seen.head(), null, seen.at(), seen.failure());
    }

    /** How it fares. Asks no database. */
    FollowerReport report() {
        // The state first: read the other way round, the position could be beyond the head.
        Follower.State state = follower.state();
        LogWatch.Seen seen = seen();
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
        new FollowerMetrics(NAME, region.name(), follower::state, this::seen, clock).bindTo(meters);
        Gauge.builder("flare.steps.parked", steps, of -> of.parked().count())
                .description("steps of transfers between regions that cannot be taken and are tried again")
                .tag("region", region.name())
                .register(meters);
    }

    @Override
    public void close() {
        follower.close();
    }
}
