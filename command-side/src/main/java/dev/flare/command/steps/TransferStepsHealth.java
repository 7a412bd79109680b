package dev.flare.command.steps;

import dev.flare.web.following.FollowersHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the steps of transfers between regions are taken, how far behind, and which are parked. No part of readiness: without
 * the supervisor's database everything but those transfers works. Asks no database.
 */
public final class TransferStepsHealth implements HealthIndicator {

    /** A round over many steps takes a while. */
    private static final FollowersHealth.Limits LIMITS =
            new FollowersHealth.Limits(Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final TransferSteps steps;
    private final FollowersHealth following;

    public TransferStepsHealth(TransferSteps steps, Clock clock) {
        this.steps = steps;
        this.following = new FollowersHealth(steps.reports(), LIMITS, clock);
    }

    @Override
    public Health health() {
        Health followed = following.health();
        Health.Builder health = new Health.Builder(followed.getStatus(), followed.getDetails());
        Map<String, FollowSteps.Parked> parked = steps.parked();
        return parked.isEmpty()
                ? health.build()
                : health.withDetail("parked", parked).build();
    }
}
