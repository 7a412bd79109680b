package dev.flare.saga.following;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.metrics.FollowerMetrics;
import dev.flare.messages.shared.Region;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.TransferFacts;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;

/** One region's log, being followed. */
final class FollowedRegion implements AutoCloseable {

    /** One listens, one reads, one looks how far the log has come, one is for whoever asks for a transfer just sent. */
    private static final int CONNECTIONS = 4;

    private final Region region;
    private final HikariDataSource pool;
    private final EventReader log;
    private final ParkedFacts parked;
    private final Arrivals arrivals;
    private final Follower follower;
    private final LogWatch watch;

    FollowedRegion(
            Region region,
            PostgresServer server,
            DataSource supervisor,
            Supervision supervision,
            TransferFacts facts,
            Clock clock,
            MeterRegistry meters) {
        this.region = region;
        this.pool = server.openLog(region.name(), "supervisor-" + region, CONNECTIONS);
        pool.setMetricRegistry(meters);
        this.log = new EventReader(pool);
        this.parked = new ParkedFacts(region, log, clock);
        Learning learning = new Learning(region, facts, supervision, new ParticipationRows(region, pool));
        this.arrivals = new Arrivals(pool, "supervisor-" + region);
        FollowRegion step = new FollowRegion(region, log, supervisor, learning, parked);
        this.follower = new Follower("supervisor-" + region, step, arrivals, clock);
        this.watch =
                new LogWatch("supervisor-" + region, log, () -> follower.state().position(), clock);
    }

    FollowedRegion start() {
        follower.start();
        watch.start();
        return this;
    }

    /** How it fares. Asks no database. */
    FollowerReport report() {
        // The state first: read the other way round, the position could be beyond the head.
        Follower.State state = follower.state();
        LogWatch.Seen seen = watch.seen();
        return new FollowerReport(
                FollowedRegions.DATABASE,
                region.name(),
                state.position(),
                seen.head(),
                seen.waitingSince(),
                state.heartbeat(),
                seen.at(),
                state.failures(),
                state.failure() == null ? seen.failure() : state.failure());
    }

    Region region() {
        return region;
    }

    EventReader log() {
        return log;
    }

    /** How many events could not be taken in, and are tried again. */
    long parked() {
        return parked.count();
    }

    FollowerMetrics metrics(Clock clock) {
        return new FollowerMetrics(FollowedRegions.DATABASE, region.name(), follower::state, watch::seen, clock);
    }

    @Override
    public void close() {
        watch.close();
        follower.close();
        arrivals.close();
        pool.close();
    }
}
