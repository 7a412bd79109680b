package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables made by numbered migrations, whose history is a table of its own in the same database. The owner of the database
 * runs them; the roles of applications only look whether they are what they were built for.
 *
 * @param what the tables are, for people
 * @param location of the migrations on the classpath
 * @param history the name of the table with what was run
 * @param version the number of the last migration
 * @param shared whether other tables may have been there first
 */
public record Schema(String what, String location, String history, int version, boolean shared) {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final int NONE = 0;

    /**
     * Brings the database up to date. Safe to call again and from several processes at once.
     *
     * @throws DatabaseNotReadyException when they cannot be brought up to date, or a newer Flare was here before
     */
    public void migrate(DataSource owner) {
        try {
            flyway(owner).migrate();
        } catch (FlywayException e) {
            String reason = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
            throw new DatabaseNotReadyException(what + " cannot be brought up to date: " + reason, e);
        }
        try (Connection connection = owner.getConnection()) {
            require(String.valueOf(connection.getCatalog()), reached(connection));
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database does not answer: " + e.getMessage(), e);
        }
    }

    private Flyway flyway(DataSource owner) {
        return Flyway.configure()
                .dataSource(owner)
                .locations("classpath:" + location)
                .table(history)
                .baselineOnMigrate(shared)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load();
    }

    /**
     * Whether an application may start on this database.
     *
     * @param group whose rights its role needs
     * @throws DatabaseNotReadyException when it is not there, lets the role not in or gives it other rights, or has other
     *     tables than these
     * @throws StoreUnavailableException when it does not answer, so that nobody knows
     */
    public void require(PostgresServer server, String database, String group) {
        try (Connection connection = server.connect(database)) {
            require(connection.getCatalog(), reached(connection));
            requireMember(connection, server.user(), group);
        } catch (SQLException e) {
            throw refusal(server.user(), server.url(database), e);
        }
    }

    /**
     * The same for an application whose connections somebody else makes.
     *
     * @param application connects as the application's role
     */
    public void require(DataSource application, String group) {
        try (Connection connection = application.getConnection()) {
            try {
                require(connection.getCatalog(), reached(connection));
                requireMember(connection, connection.getMetaData().getUserName(), group);
            } catch (SQLException e) {
                throw refusal(
                        connection.getMetaData().getUserName(),
                        connection.getMetaData().getURL(),
                        e);
            }
        } catch (SQLException e) {
            throw refusal("the application's role", "the database", e);
        }
    }

    /** The same for an application that can do without the database for a while; one that does not answer is logged. */
    public void requireWhereReachable(PostgresServer server, String database, String group) {
        try {
            require(server, database, group);
        } catch (StoreUnavailableException e) {
            LOG.warn("started without it: {}", e.getMessage());
        }
    }

    private static void requireMember(Connection connection, String user, String group) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_has_role(?, 'USAGE')")) {
            statement.setString(1, group);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next() || !rows.getBoolean(1)) {
                    throw new DatabaseNotReadyException(user + " is no member of " + group
                            + ", whose rights it needs; is it the role of another side?");
                }
            }
        }
    }

    private int reached(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT max(version::integer) FROM " + history + " WHERE success")) {
            return rows.next() ? rows.getInt(1) : NONE;
        }
    }

    private void require(@Nullable String database, int reached) {
        if (reached < version) {
            throw new DatabaseNotReadyException("database " + database + ": " + what + " has version " + reached
                    + ", this Flare needs " + version + "; run `flare migrate` first");
        }
        if (reached > version) {
            throw new DatabaseNotReadyException("database " + database + ": " + what + " has version " + reached
                    + ", this Flare knows only " + version + "; a newer Flare was here, run that one");
        }
    }

    private RuntimeException refusal(String user, String url, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String reason = e.getMessage();
        return switch (state) {
            case "3D000" -> new DatabaseNotReadyException(reason + "; run `flare migrate` first");
            case "42P01" -> new DatabaseNotReadyException(url + " is without " + what + "; run `flare migrate` first");
            case "42501" ->
                new DatabaseNotReadyException(user + " has not the rights that " + what + " of " + url + " gives ("
                        + reason + "); run `flare migrate` first");
            case "28000", "28P01" ->
                new DatabaseNotReadyException(url + " does not let " + user + " in (" + reason
                        + "); run `flare migrate` first, or set the password that it was given");
            default -> new StoreUnavailableException(url + " does not answer: " + reason, e);
        };
    }
}
