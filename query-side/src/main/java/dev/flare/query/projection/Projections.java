package dev.flare.query.projection;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.metrics.FollowerMetrics;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.moment.ViewSignal;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One follower per region, which keeps the region's rows of the views up to date until it is closed. */
public final class Projections implements AutoCloseable {

    private record Following(Region region, Follower follower, LogWatch watch) {

        FollowerReport report() {
            // The view first: read the other way round, it could be beyond the head.
            Follower.State state = follower.state();
            LogWatch.Seen seen = watch.seen();
            return new FollowerReport(
                    ViewReader.VIEW,
                    region.name(),
                    state.position(),
                    seen.head(),
                    seen.waitingSince(),
                    state.heartbeat(),
                    seen.at(),
                    state.failures(),
                    state.failure() == null ? seen.failure() : state.failure());
        }

        FollowerMetrics metrics(Clock clock) {
            return new FollowerMetrics(ViewReader.VIEW, region.name(), follower::state, watch::seen, clock);
        }

        void close() {
            watch.close();
            follower.close();
        }
    }

    private final List<Following> followings = new ArrayList<>();

    public Projections(
            RegionLogs logs, Map<Region, Arrivals> arrivals, DataSource views, ViewSignal signal, Clock clock) {
        arrivals.forEach((region, arrival) -> {
            EventReader log = logs.reader(region);
            LedgerProjection projection = new LedgerProjection(region, log, views, signal);
            Follower follower = new Follower("ledger-" + region, projection, arrival, clock).start();
            LogWatch watch =
                    new LogWatch("query-" + region, log, () -> follower.state().position(), clock).start();
            followings.add(new Following(region, follower, watch));
        });
    }

    /** How each region's follower fares, whenever it is asked. Asks no database. */
    public List<Supplier<FollowerReport>> reports() {
        return followings.stream()
                .<Supplier<FollowerReport>>map(following -> following::report)
                .toList();
    }

    /** The same as numbers. */
    public MeterBinder metrics(Clock clock) {
        return meters ->
                followings.forEach(following -> following.metrics(clock).bindTo(meters));
    }

    @Override
    public void close() {
        followings.forEach(Following::close);
    }
}
