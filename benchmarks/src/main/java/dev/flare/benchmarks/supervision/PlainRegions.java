package dev.flare.benchmarks.supervision;

import dev.flare.benchmarks.load.Load;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Transfers between two databases as two transactions that know nothing of each other: what fails in between is nobody's concern.
 * In each a balance, funds checked by the row itself, and two entries of a journal, the account's and the clearing account's.
 */
final class PlainRegions {

    private static final List<String> DATABASES = List.of("plain_uk", "plain_au");
    private static final int CLEARING = -1;

    private final int port;
    private final String password;
    private final int accounts;

    PlainRegions(int port, String password, int accounts) {
        this.port = port;
        this.password = password;
        this.accounts = accounts;
    }

    void prepare() throws SQLException {
        for (String database : DATABASES) {
            try (Connection connection = connect("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + database);
            }
            try (Connection connection = connect(database);
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0))"
                                + " WITH (fillfactor = 50)");
                statement.execute("CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                        + " account int NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL DEFAULT now())");
                statement.execute(
                        "INSERT INTO account SELECT a, 1000000000 FROM generate_series(0, " + (accounts - 1) + ") a");
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", password);
    }

    Load.Caller caller() throws SQLException {
        return new Caller(new Side(connect(DATABASES.getFirst())), new Side(connect(DATABASES.getLast())));
    }

    private final class Caller implements Load.Caller {

        private final Side source;
        private final Side target;

        Caller(Side source, Side target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public void call() throws SQLException {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            source.move(random.nextInt(accounts), -1);
            target.move(random.nextInt(accounts), 1);
        }

        @Override
        public void close() throws SQLException {
            source.connection.close();
            target.connection.close();
        }
    }

    private static final class Side {

        private final Connection connection;
        private final PreparedStatement move;
        private final PreparedStatement enter;

        Side(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            move = connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
            enter = connection.prepareStatement("INSERT INTO journal (account, amount) VALUES (?, ?), (?, ?)");
        }

        void move(int account, long amount) throws SQLException {
            move.setLong(1, amount);
            move.setInt(2, account);
            move.executeUpdate();
            enter.setInt(1, account);
            enter.setLong(2, amount);
            enter.setInt(3, CLEARING);
            enter.setLong(4, -amount);
            enter.executeUpdate();
            connection.commit();
        }
    }
}
