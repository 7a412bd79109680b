package dev.flare.standalone.up;

import dev.flare.standalone.postgres.EmbeddedServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Makes the server's databases and roles what they should be, whatever they were. Names are our own and need no quoting. */
final class Databases {

    private static final String IS_DATABASE = "SELECT FROM pg_database WHERE datname = ?";
    private static final String IS_ROLE = "SELECT FROM pg_roles WHERE rolname = ?";

    private final EmbeddedServer server;

    Databases(EmbeddedServer server) {
        this.server = server;
    }

    void bringUpToDate(StandaloneApplication.Database database) throws SQLException {
        try (Connection connection = server.database("postgres").getConnection()) {
            if (!exists(connection, IS_DATABASE, database.name())) {
                execute(connection, "CREATE DATABASE " + database.name());
            }
        }
        DataSource owner = server.database(database.name());
        database.migrations().forEach(migration -> migration.accept(owner));
    }

    /** A role that may log in with a new password and has the rights of its groups. */
    void grant(StandaloneApplication.Role role, String password) throws SQLException {
        try (Connection connection = server.database("postgres").getConnection()) {
            connection.setAutoCommit(false);
            if (!exists(connection, IS_ROLE, role.name())) {
                execute(connection, "CREATE ROLE " + role.name());
            }
            execute(connection, "ALTER ROLE " + role.name() + " LOGIN PASSWORD '" + password + "'");
            for (String group : role.groups()) {
                execute(connection, "GRANT " + group + " TO " + role.name());
            }
            connection.commit();
        }
    }

    private static boolean exists(Connection connection, String question, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
