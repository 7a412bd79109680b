package dev.flare.command.region;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether every region's event store answers, how far it is and how much waits. Asks no database, so it never waits for one. */
public final class RegionStoresHealth implements HealthIndicator {

    /** The end of each log is read once a second. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private final RegionStores stores;
    private final Clock clock;

    public RegionStoresHealth(RegionStores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant tooOld = clock.instant().minus(SILENCE);
        Health.Builder health = Health.up();
        for (StoreReport store : stores.reports()) {
            Map<String, Object> details = details(store);
            if (store.seen().failure() != null || store.seen().at().isBefore(tooOld)) {
                health.down();
                details.put("down", "has not answered since " + store.seen().at());
            }
            health.withDetail(store.region().name(), details);
        }
        return health.build();
    }

    private static Map<String, Object> details(StoreReport store) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("head", store.seen().head());
        details.put("waitingEvents", store.waitingEvents());
        if (store.seen().failure() != null) {
            details.put("failure", store.seen().failure());
        }
        return details;
    }
}
