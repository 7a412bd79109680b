package dev.flare.saga.canary;

import java.time.Clock;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while no canary came through for too long, with what was missing. No part of readiness: reports are taken and failures halt
 * transactions also while nobody can be told.
 */
public final class CanaryHealth implements HealthIndicator {

    private final Canaries canaries;
    private final Clock clock;

    public CanaryHealth(Canaries canaries, Clock clock) {
        this.canaries = canaries;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Canaries.State state = canaries.state();
        Instant now = clock.instant();
        Health.Builder health = canaries.areMissing(now) ? Health.down() : Health.up();
        health.withDetail("through", String.valueOf(state.through()))
                .withDetail("ageSeconds", state.age(now).toSeconds())
                .withDetail("missing", state.missing());
        if (state.failure() != null) {
            health.withDetail("failure", state.failure());
        }
        return health.build();
    }
}
