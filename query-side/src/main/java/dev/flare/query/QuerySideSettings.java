package dev.flare.query;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.following.FollowersHealth;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code flare.regions} and {@code flare.query.*}.
 *
 * @param regions each has an event store in a database of its name
 */
@ConfigurationProperties("flare")
public record QuerySideSettings(
        @DefaultValue({"au", "uk", "us"}) List<String> regions, Query query) {

    /**
     * @param postgres the server, and a role that may read the regions' logs and write the database {@code views}
     * @param patience how long an answer waits for the views to reach what it must reflect
     * @param silence how long a view may take no step before the side is not ready
     * @param lagLimit how long an event may wait for a view before the side is not ready
     */
    public record Query(
            Postgres postgres,
            @DefaultValue("5s") Duration patience,
            @DefaultValue("10s") Duration silence,
            @DefaultValue("60s") Duration lagLimit) {

        FollowersHealth.Limits limits() {
            return new FollowersHealth.Limits(silence, lagLimit);
        }
    }

    /** @param urlTemplate a JDBC URL in which {@code {database}} stands for the name of the database */
    public record Postgres(
            String urlTemplate,
            String user,
            @DefaultValue("") String password) {

        PostgresServer server() {
            return new PostgresServer(urlTemplate, user, password);
        }

        /** Not the password. */
        @Override
        public String toString() {
            return user + " at " + urlTemplate;
        }
    }

    SortedSet<Region> regionSet() {
        return regions.stream().map(Region::new).collect(Collectors.toCollection(TreeSet::new));
    }
}
