package dev.flare.saga.following;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether events of regions' logs wait because they could not be taken in, for a reason that nobody foresaw. */
public final class ParkedFactsHealth implements HealthIndicator {

    private final Map<String, Supplier<Long>> parked;

    /** @param parked by region */
    public ParkedFactsHealth(Map<String, Supplier<Long>> parked) {
        this.parked = new TreeMap<>(parked);
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        parked.forEach((region, count) -> {
            long now = count.get();
            if (now > 0) {
                health.down();
            }
            health.withDetail(region, now);
        });
        return health.build();
    }
}
