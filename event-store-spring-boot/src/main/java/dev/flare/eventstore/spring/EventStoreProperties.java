package dev.flare.eventstore.spring;

import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.InlineProjection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the event store is and how much it may take. Without a URL it is where the application's DataSource points.
 *
 * @param enabled Whether there is an event store at all.
 * @param name What threads, logs and the label "region" of its numbers call it.
 * @param url JDBC URL of the event store's own database, when it is another one than the application's.
 * @param username Who the application is there; a member of the group flare_append.
 * @param password Its password.
 * @param connections Connections to a database of its own.
 * @param migrate Whether to bring the tables up to date at the start; otherwise they are only checked.
 * @param owner Who owns the tables, for the migration only. Without it the application's own role is the owner.
 * @param uniqueTagKeys Keys of tags that at most one event may carry with a given value, such as idempotency keys.
 * @param recentEvents Latest events kept in memory to check conditions against.
 * @param waitingEvents Events that may wait to be written before further appends are refused.
 * @param batchEvents Events that one database transaction carries at the most.
 * @param patience How long an append may wait for a database that does not answer.
 * @param tokens The tokens of Axon's event processors.
 */
@ConfigurationProperties("flare.event-store")
public record EventStoreProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("events") String name,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("10") int connections,
        @DefaultValue("false") boolean migrate,
        @Nullable Owner owner,
        @DefaultValue Set<String> uniqueTagKeys,
        @DefaultValue("20000") int recentEvents,
        @DefaultValue("20000") int waitingEvents,
        @DefaultValue("2000") int batchEvents,
        @DefaultValue("5s") Duration patience,
        @DefaultValue Tokens tokens) {

    /**
     * Who owns the tables.
     *
     * @param username Who makes the tables; never used after the start.
     * @param password Its password.
     */
    public record Owner(String username, @DefaultValue("") String password) {}

    /**
     * The tokens of Axon's event processors, in the database of the views: the application's DataSource, if it has one.
     *
     * @param nodeId What the table calls this process; its process id and host when not given.
     * @param claimTime How long a claim holds without being extended; longer than Axon's claimExtensionThreshold.
     * @param watched Event processors whose lag is shown among the numbers.
     */
    public record Tokens(
            @Nullable String nodeId,
            @DefaultValue("10s") Duration claimTime,
            @DefaultValue List<String> watched) {

        public Tokens {
            require(claimTime.toMillis() >= 100, "tokens.claim-time", claimTime, "at least 100ms");
        }

        String node() {
            return nodeId == null ? ManagementFactory.getRuntimeMXBean().getName() : nodeId;
        }
    }

    public EventStoreProperties {
        require(!name.isBlank(), "name", name, "not blank");
        require(
                url == null || url.startsWith("jdbc:postgresql:"),
                "url",
                url,
                "a URL of PostgreSQL, jdbc:postgresql:…");
        require(url == null || username != null, "username", username, "given, when there is a url");
        require(url == null || connections >= EventStoreDatabase.CONNECTIONS, "connections", connections, atLeast());
        require(recentEvents >= 1, "recent-events", recentEvents, "at least 1");
        require(waitingEvents >= 1, "waiting-events", waitingEvents, "at least 1");
        require(batchEvents >= 1, "batch-events", batchEvents, "at least 1");
        require(patience.isPositive(), "patience", patience, "longer than nothing");
        for (String key : uniqueTagKeys) {
            require(!key.isBlank() && !key.contains("="), "unique-tag-keys", key, "keys, without '=' and a value");
        }
    }

    private static String atLeast() {
        return "at least " + EventStoreDatabase.CONNECTIONS;
    }

    private static void require(boolean holds, String property, @Nullable Object value, String what) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "flare.event-store." + property + " is " + value + " and has to be " + what);
        }
    }

    EventStoreSettings settings(List<InlineProjection> projections) {
        return new EventStoreSettings(uniqueTagKeys, recentEvents, waitingEvents, batchEvents, patience, projections);
    }

    /** Not the passwords. */
    @Override
    public String toString() {
        return "EventStoreProperties[name=" + name + ", url=" + url + ", username=" + username + "]";
    }
}
