package dev.flare.saga.following;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when a region's last step failed or when no step succeeded for a while: an idle follower takes one a second. */
public final class FollowingHealth implements HealthIndicator {

    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final FollowedRegions regions;
    private final Clock clock;

    public FollowingHealth(FollowedRegions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant tooOld = clock.instant().minus(SILENCE);
        Health.Builder health = Health.up();
        for (RegionPosition region : regions.positions()) {
            health.withDetail(region.region().name(), region);
            if (region.failure() != null || region.heartbeat().isBefore(tooOld)) {
                health.down();
            }
        }
        return health.build();
    }
}
