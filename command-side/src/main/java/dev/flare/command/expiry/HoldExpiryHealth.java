package dev.flare.command.expiry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when the expiry of a region's holds failed or has not been seen for a while: it does a round four times a second. */
public final class HoldExpiryHealth implements HealthIndicator {

    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final List<HoldExpirer> expirers;
    private final Clock clock;

    public HoldExpiryHealth(List<HoldExpirer> expirers, Clock clock) {
        this.expirers = List.copyOf(expirers);
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant tooOld = clock.instant().minus(SILENCE);
        Health.Builder health = Health.up();
        for (HoldExpirer expirer : expirers) {
            HoldExpirer.State state = expirer.state();
            health.withDetail(expirer.region().name(), state);
            if (state.failure() != null || state.heartbeat().isBefore(tooOld)) {
                health.down();
            }
        }
        return health.build();
    }
}
