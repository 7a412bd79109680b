package dev.flare.eventstore.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.Schema;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database that has been seen to be what is needed: the right tables, the right rights, enough connections. */
final class EventStoreDatabase implements AutoCloseable {

    /** One writes, one looks into the past, one notifies, one listens, one watches the end, and one reads. */
    static final int CONNECTIONS = 6;

    /** What has to be run to make a role a member of a group, when it is none. */
    private static final String GRANT =
            "SELECT format('GRANT %I TO %I', ?::text, ?::text) WHERE NOT pg_has_role(?::name, ?::name, 'USAGE')";

    private final DataSource dataSource;
    private final @Nullable HikariDataSource own;

    private EventStoreDatabase(DataSource dataSource, @Nullable HikariDataSource own) {
        this.dataSource = dataSource;
        this.own = own;
    }

    /** @param shared the application's own, which may be missing when there is a URL */
    static EventStoreDatabase of(EventStoreProperties properties, @Nullable DataSource shared) {
        if (properties.url() != null) {
            HikariDataSource pool =
                    server(properties, properties.url()).open("", properties.name(), properties.connections());
            return new EventStoreDatabase(pool, pool);
        }
        if (shared == null) {
            throw new EventStoreMisconfiguredException(
                    "there is neither one DataSource in the application nor flare.event-store.url",
                    "Set spring.datasource.url, username and password (with spring-boot-starter-jdbc), or"
                            + " flare.event-store.url, username and password. With several DataSources mark one as"
                            + " @Primary, or set flare.event-store.url.");
        }
        requireConnections(shared);
        return new EventStoreDatabase(shared, null);
    }

    private static PostgresServer server(EventStoreProperties properties, String url) {
        return new PostgresServer(
                url, String.valueOf(properties.username()), properties.password() == null ? "" : properties.password());
    }

    private static void requireConnections(DataSource shared) {
        int connections = connections(shared);
        if (connections < CONNECTIONS) {
            throw new EventStoreMisconfiguredException(
                    "the pool has " + connections + " connections, the event store itself takes up to " + CONNECTIONS,
                    "Set spring.datasource.hikari.maximum-pool-size to at least " + CONNECTIONS
                            + ", and more for what else the application does, or give the event store a pool of its"
                            + " own: flare.event-store.url, username and password.");
        }
    }

    private static int connections(DataSource dataSource) {
        try {
            return dataSource.isWrapperFor(HikariDataSource.class)
                    ? dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize()
                    : Integer.MAX_VALUE;
        } catch (SQLException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Brings the tables up to date when it is told so, and makes sure that they are. */
    static void prepare(DataSource database, Schema own, String group, EventStoreProperties properties) {
        Schema schema = besideOthers(own);
        EventStoreProperties.Owner owner = properties.owner();
        if (properties.migrate() && owner == null) {
            // Whoever made the tables has every right on them, as a member of the group or not.
            schema.migrate(database);
            return;
        }
        if (properties.migrate() && owner != null) {
            migrateAs(owner, database, schema, group);
        }
        schema.require(database, group);
    }

    /** An application's tables may have been there first. */
    private static Schema besideOthers(Schema schema) {
        return new Schema(schema.what(), schema.location(), schema.history(), schema.version(), true);
    }

    private static void migrateAs(
            EventStoreProperties.Owner owner, DataSource application, Schema schema, String group) {
        try (Connection connection = application.getConnection()) {
            DatabaseMetaData role = connection.getMetaData();
            PostgresServer server = new PostgresServer(role.getURL(), owner.username(), owner.password());
            try (HikariDataSource pool = server.open("", "migrate", 2)) {
                schema.migrate(pool);
                grant(pool, group, role.getUserName());
            }
        } catch (SQLException e) {
            throw new EventStoreMisconfiguredException(
                    "the migration cannot be run: " + e.getMessage(),
                    "The application's role itself is not made by a migration: CREATE ROLE … LOGIN PASSWORD …. The owner"
                            + " has to be allowed to create roles, and to grant them.");
        }
    }

    private static void grant(DataSource owner, String group, String role) throws SQLException {
        try (Connection connection = owner.getConnection();
                PreparedStatement needed = connection.prepareStatement(GRANT)) {
            needed.setString(1, group);
            needed.setString(2, role);
            needed.setString(3, role);
            needed.setString(4, group);
            try (ResultSet grants = needed.executeQuery();
                    Statement statement = connection.createStatement()) {
                while (grants.next()) {
                    statement.execute(grants.getString(1));
                }
            }
        }
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** Closes what was opened here, and leaves the application's own alone. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
