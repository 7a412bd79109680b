package dev.flare.saga.run;

import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.metrics.FollowerMetrics;
import dev.flare.saga.lists.FollowTransactions;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;

/** The supervisor's own log, being followed: from events to lists and to work. */
public final class OwnLog implements AutoCloseable {

    private final Follower follower;
    private final LogWatch watch;
    private final Clock clock;

    public OwnLog(SupervisorLog log, FollowTransactions step, Clock clock) {
        this.clock = clock;
        this.follower = new Follower(SupervisorLog.NAME, step, log.arrivals(), clock, log.wanted()).start();
        this.watch = log.watch(() -> follower.state().position());
    }

    /** How it fares. Asks no database. */
    public FollowerReport report() {
        // The state first: read the other way round, the position could be beyond the head.
        Follower.State state = follower.state();
        LogWatch.Seen seen = watch.seen();
        return new FollowerReport(
                SupervisorLog.NAME,
                SupervisorLog.NAME,
                state.position(),
                seen.head(),
                seen.waitingSince(),
                state.heartbeat(),
                seen.at(),
                state.failures(),
                state.failure() == null ? seen.failure() : state.failure());
    }

    public MeterBinder metrics() {
        return new FollowerMetrics(SupervisorLog.NAME, SupervisorLog.NAME, follower::state, watch::seen, clock);
    }

    @Override
    public void close() {
        watch.close();
        follower.close();
    }
}
