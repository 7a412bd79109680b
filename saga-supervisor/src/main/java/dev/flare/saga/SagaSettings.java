package dev.flare.saga;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.settings.Settings;
import java.util.List;

/**
 * What the supervisor is told from outside.
 *
 * @param regions whose logs are followed
 * @param server the server with the databases of the regions, which are read, and {@code supervisor}, which is written
 */
record SagaSettings(List<Region> regions, PostgresServer server) {

    static SagaSettings from(Settings settings) {
        PostgresServer server = new PostgresServer(
                settings.urlTemplate("flare.saga.postgres.url-template"),
                settings.text("flare.saga.postgres.user", "flare_supervisor"),
                settings.secret("flare.saga.postgres.password"));
        return new SagaSettings(settings.regions(), server);
    }
}
