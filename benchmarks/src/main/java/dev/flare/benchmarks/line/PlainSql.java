package dev.flare.benchmarks.line;

import dev.flare.benchmarks.Benchmark.Report;
import dev.flare.benchmarks.load.Load;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Batches of transfers, and holds with their captures, as one would write them on tables of one's own: balances, a journal
 * and holds, funds checked by the row itself. Rows are locked in one order, so that nobody waits in a circle.
 */
final class PlainSql {

    private static final List<Integer> CLIENTS = List.of(4, 8, 16, 32);

    private final int port;
    private final String password;
    private final int accounts;
    private final Report report;

    PlainSql(int port, String password, int accounts, Report report) {
        this.port = port;
        this.password = password;
        this.accounts = accounts;
        this.report = report;
    }

    /** Makes the tables, in a database of their own. */
    void prepare() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE plain");
        }
        try (Connection connection = connect("plain");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL,"
                    + " held bigint NOT NULL DEFAULT 0, CHECK (balance - held >= 0)) WITH (fillfactor = 50)");
            statement.execute("CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " payer int NOT NULL, payee int NOT NULL, amount bigint NOT NULL,"
                    + " at timestamptz NOT NULL DEFAULT now())");
            statement.execute("CREATE TABLE hold (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " account int NOT NULL, amount bigint NOT NULL, state text NOT NULL DEFAULT 'OPEN',"
                    + " expires_at timestamptz NOT NULL)");
            statement.execute("CREATE INDEX hold_due ON hold (expires_at) WHERE state = 'OPEN'");
            statement.execute(
                    "INSERT INTO account SELECT a, 1000000000 FROM generate_series(0, " + (accounts - 1) + ") a");
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    /** Batches a second at the number of connections that serves it best. */
    double bestOfBatches(int size, Duration each) throws Exception {
        return best("batches of " + size, each, number -> new Batches(transactions(), size));
    }

    /** Holds with their captures a second, likewise. */
    double bestOfHolds(Duration each) throws Exception {
        return best("holds and captures", each, number -> new Holds(transactions()));
    }

    private double best(String what, Duration each, Load.Callers callers) throws Exception {
        double best = 0;
        for (int clients : CLIENTS) {
            double rate = Load.perSecond(clients, each.dividedBy(4), each, callers);
            report.say("  plain SQL, %s, %d connections: %.0f/s".formatted(what, clients, rate));
            best = Math.max(best, rate);
        }
        return best;
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?reWriteBatchedInserts=true",
                "postgres",
                password);
    }

    private Connection transactions() throws SQLException {
        Connection connection = connect("plain");
        connection.setAutoCommit(false);
        return connection;
    }

    private static void run(PreparedStatement statement, long... values) throws SQLException {
        set(statement, values);
        if (statement.executeUpdate() != 1) {
            throw new SQLException("nothing was changed by " + statement);
        }
    }

    private static void set(PreparedStatement statement, long... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 1, values[i]);
        }
    }

    /** A transaction of many transfers: all balances in one batch of statements, all entries in another. */
    private final class Batches implements Load.Caller {

        private final Connection connection;
        private final PreparedStatement move;
        private final PreparedStatement enter;
        private final int size;

        Batches(Connection connection, int size) throws SQLException {
            this.connection = connection;
            this.size = size;
            move = connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
            enter = connection.prepareStatement("INSERT INTO journal (payer, payee, amount) VALUES (?, ?, ?)");
        }

        @Override
        public void call() throws SQLException {
            long[][] moves = new long[2 * size][];
            for (int i = 0; i < size; i++) {
                int payer = ThreadLocalRandom.current().nextInt(accounts);
                int payee = Rest.another(payer, accounts);
                moves[2 * i] = new long[] {-1, payer};
                moves[2 * i + 1] = new long[] {1, payee};
                set(enter, payer, payee, 1);
                enter.addBatch();
            }
            Arrays.sort(moves, (one, other) -> Long.compare(one[1], other[1]));
            for (long[] each : moves) {
                set(move, each);
                move.addBatch();
            }
            move.executeBatch();
            enter.executeBatch();
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Two transactions: the hold under a check of the funds, then its capture, once. */
    private final class Holds implements Load.Caller {

        private final Connection connection;
        private final PreparedStatement reserve;
        private final PreparedStatement hold;
        private final PreparedStatement capture;
        private final PreparedStatement pay;
        private final PreparedStatement receive;
        private final PreparedStatement enter;

        Holds(Connection connection) throws SQLException {
            this.connection = connection;
            reserve = connection.prepareStatement(
                    "UPDATE account SET held = held + ? WHERE id = ? AND balance - held >= ?");
            hold = connection.prepareStatement("INSERT INTO hold (account, amount, expires_at)"
                    + " VALUES (?, ?, now() + interval '7 days') RETURNING id");
            capture = connection.prepareStatement(
                    "UPDATE hold SET state = 'CAPTURED' WHERE id = ? AND state = 'OPEN' AND expires_at > now()");
            pay = connection.prepareStatement("UPDATE account SET balance = balance - ?, held = held - ? WHERE id = ?");
            receive = connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
            enter = connection.prepareStatement("INSERT INTO journal (payer, payee, amount) VALUES (?, ?, ?)");
        }

        @Override
        public void call() throws SQLException {
            int payer = ThreadLocalRandom.current().nextInt(accounts);
            int payee = Rest.another(payer, accounts);
            long id = authorise(payer);
            run(capture, id);
            if (payer < payee) {
                run(pay, 1, 1, payer);
                run(receive, 1, payee);
            } else {
                run(receive, 1, payee);
                run(pay, 1, 1, payer);
            }
            run(enter, payer, payee, 1);
            connection.commit();
        }

        private long authorise(int payer) throws SQLException {
            run(reserve, 1, payer, 1);
            set(hold, payer, 1);
            try (var made = hold.executeQuery()) {
                made.next();
                long id = made.getLong(1);
                connection.commit();
                return id;
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
