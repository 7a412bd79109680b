package dev.flare.command;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import java.time.Duration;
import java.util.List;

/**
 * What the command side is told from outside.
 *
 * @param regions each has a database of its name
 * @param server reached as a role of the group {@code flare_append}
 * @param patience how long a command may take before it is given up
 */
public record CommandSettings(List<Region> regions, PostgresServer server, Duration patience) {}
