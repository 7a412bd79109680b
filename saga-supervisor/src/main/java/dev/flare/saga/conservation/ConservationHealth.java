package dev.flare.saga.conservation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether money between regions is conserved, and whether somebody looks. */
public final class ConservationHealth implements HealthIndicator {

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Conservation conservation;
    private final Clock clock;
    private final Instant began;

    public ConservationHealth(Conservation conservation, Clock clock) {
        this.conservation = conservation;
        this.clock = clock;
        this.began = clock.instant();
    }

    @Override
    public Health health() {
        Conservation.State state = conservation.state();
        Health.Builder health = Health.up();
        Instant checked = state.checked();
        Instant since = checked == null ? began : checked;
        if (!state.differences().isEmpty() || since.plus(SILENCE).isBefore(clock.instant())) {
            health.down();
        }
        health.withDetail("checked", String.valueOf(checked)).withDetail("differences", state.differences());
        if (state.failure() != null) {
            health.withDetail("failure", state.failure());
        }
        return health.build();
    }
}
