package dev.flare.benchmarks.store;

import dev.flare.benchmarks.load.Load;
import dev.flare.eventstore.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * The rows of an append, in tables of the same form with the indexes that the same questions need, one transaction each, without
 * any condition. One index more than the store: here recorded_at does not increase with position.
 */
final class PlainInserts {

    /** One statement and so one round trip, as kind to plain SQL as can be. */
    private static final String INSERT = """
            WITH event AS (
                INSERT INTO events (id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
                VALUES (?, clock_timestamp(), ?, '1', ARRAY[?, ?, ?], '{}', ?, ?, ?) RETURNING position)
            INSERT INTO event_tags (tag, type, position) SELECT t.tag, 1, position FROM event, (VALUES (?), (?), (?)) t (tag)""";

    private final PostgresServer server;
    private final String database;

    /** In tables of its own, which are empty. */
    PlainInserts(PostgresServer server, String database) throws SQLException {
        this.server = server;
        this.database = database;
        create(server, database);
        createTables();
    }

    static void create(PostgresServer server, String database) throws SQLException {
        try (Connection connection = connect(server, "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
    }

    private static Connection connect(PostgresServer server, String database) throws SQLException {
        return DriverManager.getConnection(
                server.url(database) + "?prepareThreshold=1", server.user(), server.password());
    }

    private void createTables() throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE events (position bigserial PRIMARY KEY, id uuid NOT NULL UNIQUE,"
                            + " recorded_at timestamptz NOT NULL, type text NOT NULL, version text NOT NULL, tags text[] NOT NULL,"
                            + " metadata text NOT NULL, payload text NOT NULL, previous_hash bytea NOT NULL, hash bytea NOT NULL)");
            statement.execute("CREATE INDEX ON events (recorded_at, position)");
            statement.execute("CREATE TABLE event_tags (tag bigint NOT NULL, type integer NOT NULL,"
                    + " position bigint NOT NULL, PRIMARY KEY (tag, type, position))");
        }
    }

    Load.Caller newCaller() throws SQLException {
        return new Caller(connect(server, database));
    }

    private static final class Caller implements Load.Caller {

        private final byte[] hash = new byte[32];
        private final Connection connection;
        private final PreparedStatement insert;

        Caller(Connection connection) throws SQLException {
            this.connection = connection;
            this.insert = connection.prepareStatement(INSERT);
        }

        @Override
        public void call() throws SQLException {
            String[] tags = {Appends.tag(), Appends.tag(), Appends.key()};
            UUID id = Appends.id();
            insert.setObject(1, id);
            insert.setString(2, Appends.TYPE);
            for (int i = 0; i < tags.length; i++) {
                insert.setString(3 + i, tags[i]);
                // As a hash would be: spread, the same for the same tag, and never the same twice in an event.
                long text = tags[i].hashCode() ^ (long) i << Integer.SIZE;
                insert.setLong(9 + i, text * 0x9E3779B97F4A7C15L);
            }
            insert.setString(6, Appends.PAYLOAD);
            insert.setBytes(7, hash);
            insert.setBytes(8, hash);
            insert.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
