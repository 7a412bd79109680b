package dev.flare.command.relay;

import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.relay.Relay;
import dev.flare.eventstore.relay.Relays;
import dev.flare.web.following.FollowerReport;
import dev.flare.web.following.FollowersHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether every region's events reach Kafka. No part of readiness: commands are taken while Kafka is away. */
public final class RelayHealth implements HealthIndicator {

    private static final String NAME = "kafka";

    /** An attempt may take as long as Kafka may be silent. */
    private static final FollowersHealth.Limits LIMITS =
            new FollowersHealth.Limits(Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final FollowersHealth following;

    public RelayHealth(Relays relays, Clock clock) {
        List<Supplier<FollowerReport>> reports = relays.each().stream()
                .<Supplier<FollowerReport>>map(relay -> () -> report(relay))
                .toList();
        this.following = new FollowersHealth(reports, LIMITS, clock);
    }

    private static FollowerReport report(Relay relay) {
        // The state first: read the other way round, the position could be beyond the head.
        Follower.State state = relay.state();
        LogWatch.Seen seen = relay.seen();
        return new FollowerReport(
                NAME,
                relay.region(),
                state.position(),
                seen.head(),
                seen.waitingSince(),
                state.heartbeat(),
                seen.at(),
                state.failures(),
                state.failure() == null ? seen.failure() : state.failure());
    }

    @Override
    public Health health() {
        return following.health();
    }
}
