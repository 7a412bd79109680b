package dev.flare.command.expiry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down when no round over a region's holds has come to its end for {@link #TOLERANCE}, of four that begin each second. One that
 * fails takes nobody out of service: whoever spends from an account ends its holds himself. Nor does overload, which would take
 * all command sides out at once; it is told and no more.
 */
public final class HoldExpiryHealth implements HealthIndicator {

    static final Duration TOLERANCE = Duration.ofSeconds(30);

    private final List<HoldExpirer> expirers;
    private final Clock clock;

    public HoldExpiryHealth(List<HoldExpirer> expirers, Clock clock) {
        this.expirers = List.copyOf(expirers);
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant tooOld = clock.instant().minus(TOLERANCE);
        Health.Builder health = Health.up();
        for (HoldExpirer expirer : expirers) {
            HoldExpirer.State state = expirer.state();
            health.withDetail(expirer.region().name(), state);
            if (state.heartbeat().isBefore(tooOld)) {
                health.down();
            }
        }
        return health.build();
    }
}
