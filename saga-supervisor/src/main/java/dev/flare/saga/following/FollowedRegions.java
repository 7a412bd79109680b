package dev.flare.saga.following;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every region's log, each followed on a thread of its own, so that a region that cannot be reached holds up no other.
 * Several instances may run: they take turns.
 */
public final class FollowedRegions implements AutoCloseable {

    /** Where the supervisor writes. */
    public static final String DATABASE = "supervisor";

    private final HikariDataSource supervisor;
    private final List<FollowedRegion> regions;

    private FollowedRegions(HikariDataSource supervisor, List<FollowedRegion> regions) {
        this.supervisor = supervisor;
        this.regions = regions;
    }

    /** Starts to follow. Does not wait for the databases: one that does not answer shows in {@link #reports}. */
    public static FollowedRegions follow(
            List<Region> regions, PostgresServer server, Clock clock, MeterRegistry meters) {
        HikariDataSource supervisor = server.open(DATABASE, DATABASE, regions.size() + 1);
        supervisor.setMetricRegistry(meters);
        return new FollowedRegions(
                supervisor,
                regions.stream()
                        .map(region -> new FollowedRegion(region, server, supervisor, clock, meters).start())
                        .toList());
    }

    /** How each region's follower fares, whenever it is asked, in the order in which they were named. Asks no database. */
    public List<Supplier<FollowerReport>> reports() {
        return regions.stream()
                .<Supplier<FollowerReport>>map(region -> region::report)
                .toList();
    }

    /** The same as numbers. */
    public MeterBinder metrics(Clock clock) {
        return meters -> regions.forEach(region -> region.metrics(clock).bindTo(meters));
    }

    @Override
    public void close() {
        regions.forEach(FollowedRegion::close);
        supervisor.close();
    }
}
