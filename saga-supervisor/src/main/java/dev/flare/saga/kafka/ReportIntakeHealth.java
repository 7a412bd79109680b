package dev.flare.saga.kafka;

import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while reports cannot be taken from Kafka, or not be decided. Records that were parked are told and leave it up: they hold up
 * nothing. Not part of readiness: reports by HTTP are taken all the same.
 */
public final class ReportIntakeHealth implements HealthIndicator {

    private static final int KEEPS_FAILING = 3;

    /** Brokers are heard of every few seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final ReportIntake intake;
    private final Clock clock;

    public ReportIntakeHealth(ReportIntake intake, Clock clock) {
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public Health health() {
        IntakeState.Seen seen = intake.seen();
        Health.Builder health = Health.up();
        if (seen.failures() >= KEEPS_FAILING) {
            health.down().withDetail("down", "keeps failing");
        } else if (seen.heartbeat().plus(SILENCE).isBefore(clock.instant())) {
            health.down().withDetail("down", "no broker was heard of since " + seen.heartbeat());
        }
        health.withDetail("heartbeat", seen.heartbeat().toString())
                .withDetail("failures", seen.failures())
                .withDetail("partitions", seen.work().partitions())
                .withDetail("inWork", seen.work().inWork())
                .withDetail("lag", seen.work().lag())
                .withDetail("parked", seen.parked());
        if (seen.failure() != null) {
            health.withDetail("failure", seen.failure());
        }
        return health.build();
    }
}
