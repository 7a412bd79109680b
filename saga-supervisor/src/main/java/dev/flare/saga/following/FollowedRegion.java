package dev.flare.saga.following;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.messages.shared.Region;
import java.time.Clock;
import javax.sql.DataSource;

/** One region's log, being followed. */
final class FollowedRegion implements AutoCloseable {

    /** One listens, one reads, one answers how far the log has come. */
    private static final int CONNECTIONS = 3;

    private final Region region;
    private final HikariDataSource pool;
    private final EventReader log;
    private final Arrivals arrivals;
    private final Follower follower;

    FollowedRegion(Region region, PostgresServer server, DataSource supervisor, Clock clock) {
        this.region = region;
        this.pool = server.open(region.name(), "supervisor-" + region, CONNECTIONS);
        this.log = new EventReader(pool);
        this.arrivals = new Arrivals(pool, "supervisor-" + region);
        this.follower =
                new Follower("supervisor-" + region, new FollowRegion(region, log, supervisor), arrivals, clock);
    }

    FollowedRegion start() {
        follower.start();
        return this;
    }

    RegionPosition position() {
        // The state first: read the other way round, the position could be beyond the head.
        Follower.State state = follower.state();
        try {
            return RegionPosition.of(region, state, log.head().position());
        } catch (StoreUnavailableException e) {
            return RegionPosition.withoutHead(region, state, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        follower.close();
        arrivals.close();
        pool.close();
    }
}
