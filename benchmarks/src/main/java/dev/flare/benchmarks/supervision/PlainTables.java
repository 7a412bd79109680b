package dev.flare.benchmarks.supervision;

import dev.flare.benchmarks.load.Load;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * The same transactions as one would keep them in tables of one's own: a row each, a row a participant, each report an UPDATE
 * and a commit. Without history, alerts or anybody who looks at deadlines.
 */
final class PlainTables {

    private final int port;
    private final String password;

    PlainTables(int port, String password) {
        this.port = port;
        this.password = password;
    }

    void prepare() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE plain_supervision");
        }
        try (Connection connection = connect("plain_supervision");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE distributed (id text PRIMARY KEY, type text NOT NULL, status text NOT NULL)");
            statement.execute("CREATE TABLE participant (id text NOT NULL REFERENCES distributed, name text NOT NULL,"
                    + " has_started boolean NOT NULL DEFAULT false, has_completed boolean NOT NULL DEFAULT false,"
                    + " due_at timestamptz NOT NULL, PRIMARY KEY (id, name)) WITH (fillfactor = 50)");
            statement.execute("CREATE INDEX participant_due ON participant (due_at) WHERE NOT has_completed");
            statement.execute("CREATE TABLE durable_commits (number bigint)");
        }
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?reWriteBatchedInserts=true",
                "postgres",
                password);
    }

    Load.Caller caller() throws SQLException {
        Connection connection = connect("plain_supervision");
        connection.setAutoCommit(false);
        return new Caller(connection);
    }

    private static final class Caller implements Load.Caller {

        private final Connection connection;
        private final PreparedStatement register;
        private final PreparedStatement enlist;
        private final PreparedStatement start;
        private final PreparedStatement complete;
        private final PreparedStatement end;

        Caller(Connection connection) throws SQLException {
            this.connection = connection;
            register = connection.prepareStatement("INSERT INTO distributed VALUES (?, 'bench', 'RUNNING')");
            enlist = connection.prepareStatement(
                    "INSERT INTO participant (id, name, due_at) VALUES (?, ?, now() + interval '10 minutes')");
            start = connection.prepareStatement(
                    "UPDATE participant SET has_started = true WHERE id = ? AND name = ? AND NOT has_started");
            complete = connection.prepareStatement(
                    "UPDATE participant SET has_completed = true WHERE id = ? AND name = ? AND has_started");
            end = connection.prepareStatement("UPDATE distributed SET status = 'COMPLETED' WHERE id = ? AND NOT EXISTS"
                    + " (SELECT FROM participant p WHERE p.id = distributed.id AND NOT has_completed)");
        }

        @Override
        public void call() throws SQLException {
            String id = "b-" + UUID.randomUUID();
            register.setString(1, id);
            register.executeUpdate();
            for (String name : Participants.NAMES) {
                enlist.setString(1, id);
                enlist.setString(2, name);
                enlist.addBatch();
            }
            enlist.executeBatch();
            connection.commit();
            for (String name : Participants.NAMES) {
                report(start, id, name);
                connection.commit();
            }
            for (String name : Participants.NAMES) {
                report(complete, id, name);
                end.setString(1, id);
                end.executeUpdate();
                connection.commit();
            }
        }

        private static void report(PreparedStatement statement, String id, String name) throws SQLException {
            statement.setString(1, id);
            statement.setString(2, name);
            if (statement.executeUpdate() != 1) {
                throw new SQLException("nothing was changed by " + statement);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
