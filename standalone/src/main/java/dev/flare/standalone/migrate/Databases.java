package dev.flare.standalone.migrate;

import dev.flare.eventstore.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes a server's databases and roles what they should be, whatever they were. One at a time on a server: another waits
 * until this one is closed.
 */
public final class Databases implements AutoCloseable {

    private static final String MAINTENANCE = "postgres";
    private static final int OLDEST_VERSION = 15;
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('flare migrate'))";
    private static final String IS_DATABASE = "SELECT FROM pg_database WHERE datname = ?";
    private static final String IS_ROLE = "SELECT FROM pg_roles WHERE rolname = ?";

    private final PostgresServer owner;
    private final Connection connection;

    private Databases(PostgresServer owner, Connection connection) {
        this.owner = owner;
        this.connection = connection;
    }

    /**
     * @param owner a role that may create databases and roles
     * @throws UnfitServerException when what it acknowledges would not be durable, or it is too old
     */
    public static Databases open(PostgresServer owner) throws SQLException {
        PGSimpleDataSource server = database(owner, MAINTENANCE);
        server.setDatabaseName(MAINTENANCE);
        Connection connection = server.getConnection();
        try {
            refuseUnfit(connection);
            execute(connection, ONE_AT_A_TIME);
            return new Databases(owner, connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void refuseUnfit(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST_VERSION) {
            throw new UnfitServerException(
                    "PostgreSQL " + OLDEST_VERSION + " or newer is needed, this one is " + version);
        }
        for (String setting : DURABLE) {
            if (show(connection, setting).equals("off")) {
                throw new UnfitServerException(
                        "PostgreSQL runs with " + setting + " off: what it acknowledges is not durable");
            }
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Without a password in the URL, the driver looks for one where psql does: in {@code ~/.pgpass}. */
    private static PGSimpleDataSource database(PostgresServer owner, String name) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(owner.url(name));
        database.setUser(owner.user());
        if (!owner.password().isEmpty()) {
            database.setPassword(owner.password());
        }
        database.setConnectTimeout(10);
        return database;
    }

    /** Creates the database where it is missing and brings its tables up to date; its name as the server has it. */
    public String bringUpToDate(Installation.Database wanted) throws SQLException {
        PGSimpleDataSource database = database(owner, wanted.name());
        String name = String.valueOf(database.getDatabaseName());
        if (!exists(IS_DATABASE, name)) {
            execute(connection, "CREATE DATABASE " + quoted(name) + " ENCODING 'UTF8' TEMPLATE template0");
        }
        wanted.schemas().forEach(schema -> schema.migrate(database));
        return name;
    }

    /** A role that may log in and has the rights of its groups; whether it was not there before. */
    public boolean grant(Installation.Role role) throws SQLException {
        boolean isNew = !exists(IS_ROLE, role.name());
        if (isNew) {
            execute(connection, "CREATE ROLE " + quoted(role.name()) + " LOGIN");
        }
        for (String group : role.groups()) {
            execute(connection, "GRANT " + quoted(group) + " TO " + quoted(role.name()));
        }
        return isNew;
    }

    /** What is sent, and perhaps logged by the server, is proof of the password and not the password. */
    public void setPassword(Installation.Role role, String password) throws SQLException {
        connection.unwrap(PGConnection.class).alterUserPassword(role.name(), password.toCharArray(), "scram-sha-256");
    }

    private boolean exists(String question, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private String quoted(String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.enquoteIdentifier(name, true);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
