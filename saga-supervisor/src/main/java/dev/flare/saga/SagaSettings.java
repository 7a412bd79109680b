package dev.flare.saga;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param regions whose logs are followed
 * @param saga what concerns the supervisor alone
 */
@ConfigurationProperties("flare")
record SagaSettings(List<String> regions, Saga saga) {

    SagaSettings {
        if (regions == null || regions.isEmpty()) {
            throw new IllegalArgumentException("flare.regions names no region");
        }
        if (saga == null || saga.postgres() == null) {
            throw new IllegalArgumentException("flare.saga.postgres.url-template, .user and .password are missing");
        }
    }

    /** @param postgres the server with the databases of the regions, which are read, and {@code supervisor}, which is written */
    record Saga(PostgresServer postgres) {}

    List<Region> followed() {
        return regions.stream().map(Region::new).toList();
    }
}
