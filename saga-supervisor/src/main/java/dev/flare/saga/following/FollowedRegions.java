package dev.flare.saga.following;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import java.time.Clock;
import java.util.List;

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

    /** Starts to follow. Does not wait for the databases: one that does not answer shows in {@link #positions}. */
    public static FollowedRegions follow(List<Region> regions, PostgresServer server, Clock clock) {
        HikariDataSource supervisor = server.open(DATABASE, DATABASE, regions.size() + 1);
        return new FollowedRegions(
                supervisor,
                regions.stream()
                        .map(region -> new FollowedRegion(region, server, supervisor, clock).start())
                        .toList());
    }

    /** How far each region is, in the order in which they were named. */
    List<RegionPosition> positions() {
        return regions.stream().map(FollowedRegion::position).toList();
    }

    @Override
    public void close() {
        regions.forEach(FollowedRegion::close);
        supervisor.close();
    }
}
