package dev.flare.query;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.following.FollowersHealth;
import dev.flare.web.settings.Settings;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the query side is told from outside.
 *
 * @param regions each has an event store in a database of its name
 * @param server reached as a role that may read the regions' logs and write the database {@code views}
 * @param patience how long an answer waits for the views to reach what it must reflect
 * @param limits when a view counts as stopped
 * @param connectionsPerRegion how many connections to a region's database there are at most
 * @param connectionsToViews how many to the views
 */
public record QuerySideSettings(
        SortedSet<Region> regions,
        PostgresServer server,
        Duration patience,
        FollowersHealth.Limits limits,
        int connectionsPerRegion,
        int connectionsToViews) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static QuerySideSettings from(Settings settings) {
        PostgresServer server = new PostgresServer(
                settings.urlTemplate("flare.query.postgres.url-template"),
                settings.text("flare.query.postgres.user", "flare_query"),
                settings.secret("flare.query.postgres.password"));
        return new QuerySideSettings(
                new TreeSet<>(settings.regions()),
                server,
                settings.duration("flare.query.patience", PATIENCE, Duration.ZERO),
                new FollowersHealth.Limits(
                        settings.duration("flare.query.silence", Duration.ofSeconds(10), Duration.ofSeconds(2)),
                        settings.duration("flare.query.lag-limit", Duration.ofSeconds(60), Duration.ofSeconds(2))),
                // Listening and following have one each; what is left is for those who ask.
                settings.number("flare.query.connections-per-region", 8, 3, 200),
                settings.number("flare.query.connections-to-views", 24, 3, 200));
    }
}
