package dev.flare.command;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What the command side is told from outside.
 *
 * @param regions each has a database of its name
 * @param server reached as a role of the group {@code flare_append}
 * @param patience how long a command may take before it is given up
 * @param connectionsPerRegion how many connections to a region's database there are at most
 * @param transfersUnderWay with so many transfers to other regions under way from a region no further ones are taken
 */
public record CommandSettings(
        List<Region> regions,
        PostgresServer server,
        Duration patience,
        int connectionsPerRegion,
        int transfersUnderWay) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LEAST_PATIENCE = Duration.ofMillis(100);

    static CommandSettings from(Settings settings) {
        PostgresServer server = new PostgresServer(
                settings.urlTemplate("flare.command.postgres.url-template"),
                settings.text("flare.command.postgres.user", "flare_command"),
                settings.secret("flare.command.postgres.password"));
        return new CommandSettings(
                settings.regions(),
                server,
                settings.duration("flare.command.patience", PATIENCE, LEAST_PATIENCE),
                // Committing, looking up history, notifying, listening, expiring holds and following steps have one
                // each.
                settings.number("flare.command.connections-per-region", 12, 7, 200),
                settings.number("flare.command.transfers-under-way", 1_000, 1, 1_000_000));
    }
}
