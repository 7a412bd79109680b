package dev.flare.eventstore.spring;

import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.LogWatch;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the event store's log can be read, where it ends and how much waits. Asks no database, so it never waits for one. */
final class EventStoreHealth implements HealthIndicator {

    /** The end of the log is read once a second. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private final EventStore store;
    private final LogWatch watch;
    private final Clock clock;

    EventStoreHealth(EventStore store, LogWatch watch, Clock clock) {
        this.store = store;
        this.watch = watch;
        this.clock = clock;
    }

    @Override
    public Health health() {
        LogWatch.Seen seen = watch.seen();
        Health.Builder health =
                Health.up().withDetail("head", seen.head()).withDetail("waitingEvents", store.waitingEvents());
        if (seen.failure() != null) {
            health.withDetail("failure", seen.failure());
        }
        if (seen.failure() != null || seen.at().isBefore(clock.instant().minus(SILENCE))) {
            health.down().withDetail("down", "has not answered since " + seen.at());
        }
        return health.build();
    }
}
