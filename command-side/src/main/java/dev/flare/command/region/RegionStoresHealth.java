package dev.flare.command.region;

import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.messages.shared.Region;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether every region's event store answers, how far it is and how much waits. */
public final class RegionStoresHealth implements HealthIndicator {

    private final RegionStores stores;

    public RegionStoresHealth(RegionStores stores) {
        this.stores = stores;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        stores.stores().forEach((region, store) -> add(health, region, store));
        return health.build();
    }

    private static void add(Health.Builder health, Region region, EventStore store) {
        try {
            long head = store.reader().head().position();
            health.withDetail(region.name(), Map.of("head", head, "waitingEvents", store.waitingEvents()));
        } catch (StoreUnavailableException e) {
            health.down().withDetail(region.name(), String.valueOf(e.getMessage()));
        }
    }
}
