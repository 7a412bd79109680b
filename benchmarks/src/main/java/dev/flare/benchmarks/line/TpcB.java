package dev.flare.benchmarks.line;

import dev.flare.benchmarks.Benchmark.Report;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.load.Load;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * pgbench's TPC-B-like transaction: what plain SQL does for a movement of money. By pgbench where it is installed, with
 * prepared statements, else by the same statements over JDBC.
 */
final class TpcB {

    private static final int SCALE = 50;
    private static final int ACCOUNTS_OF_A_BRANCH = 100_000;
    private static final List<Integer> CLIENTS = List.of(4, 8, 16, 32);
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private final int port;
    private final String password;
    private final int scale;
    private final Report report;

    TpcB(int port, String password, Pace pace, Report report) {
        this.scale = pace.of(SCALE);
        this.port = port;
        this.password = password;
        this.report = report;
    }

    /** Fills the tables, in a database of its own. */
    void prepare() throws Exception {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE pgbench");
        }
        try (Connection connection = connect("pgbench");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88))"
                    + " WITH (fillfactor = 100)");
            statement.execute(
                    "CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84))"
                            + " WITH (fillfactor = 100)");
            statement.execute("CREATE TABLE pgbench_accounts (aid int, bid int, abalance int, filler char(84))"
                    + " WITH (fillfactor = 100)");
            statement.execute("CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp,"
                    + " filler char(22))");
            fill(connection);
            statement.execute("ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)");
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    private void fill(Connection connection) throws SQLException {
        fill(connection, "INSERT INTO pgbench_branches SELECT b, 0, '' FROM generate_series(1, ?) b", scale);
        fill(
                connection,
                "INSERT INTO pgbench_tellers SELECT t, (t - 1) / 10 + 1, 0, '' FROM generate_series(1, ?) t",
                10 * scale);
        fill(
                connection,
                "INSERT INTO pgbench_accounts SELECT a, (a - 1) / 100000 + 1, 0, '' FROM generate_series(1, ?) a",
                ACCOUNTS_OF_A_BRANCH * scale);
    }

    private static void fill(Connection connection, String sql, int rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, rows);
            statement.execute();
        }
    }

    /** Transactions a second at the number of clients that serves it best. */
    double best(Duration each) throws Exception {
        double best = 0;
        for (int clients : CLIENTS) {
            double rate = isInstalled() ? pgbench(clients, each) : jdbc(clients, each);
            report.say("  TPC-B-like, %d clients: %.0f/s".formatted(clients, rate));
            best = Math.max(best, rate);
        }
        return best;
    }

    String name() {
        return isInstalled() ? "pgbench TPC-B-like, best client count" : "TPC-B-like over JDBC, best client count";
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("pgbench", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private double pgbench(int clients, Duration each) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-c",
                String.valueOf(clients),
                "-j",
                "2",
                "-T",
                String.valueOf(Math.max(1, each.toSeconds())),
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-U",
                "postgres",
                "pgbench");
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(each.toSeconds() + 30, TimeUnit.SECONDS);
        Matcher tps = TPS.matcher(output);
        if (!tps.find()) {
            throw new IOException("pgbench says no tps: " + output);
        }
        return Double.parseDouble(tps.group(1));
    }

    private double jdbc(int clients, Duration each) throws Exception {
        return Load.perSecond(clients, each.dividedBy(8), each, number -> new JdbcCaller(connect("pgbench")));
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", password);
    }

    private final class JdbcCaller implements Load.Caller {

        private final Connection connection;
        private final PreparedStatement account;
        private final PreparedStatement balance;
        private final PreparedStatement teller;
        private final PreparedStatement branch;
        private final PreparedStatement history;

        JdbcCaller(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            account = connection.prepareStatement("UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?");
            balance = connection.prepareStatement("SELECT abalance FROM pgbench_accounts WHERE aid = ?");
            teller = connection.prepareStatement("UPDATE pgbench_tellers SET tbalance = tbalance + ? WHERE tid = ?");
            branch = connection.prepareStatement("UPDATE pgbench_branches SET bbalance = bbalance + ? WHERE bid = ?");
            history = connection.prepareStatement("INSERT INTO pgbench_history (delta, aid, tid, bid, mtime)"
                    + " VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)");
        }

        @Override
        public void call() throws SQLException {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int delta = random.nextInt(-5_000, 5_001);
            int aid = random.nextInt(ACCOUNTS_OF_A_BRANCH * scale) + 1;
            int tid = random.nextInt(10 * scale) + 1;
            int bid = random.nextInt(scale) + 1;
            run(account, delta, aid);
            run(balance, aid);
            run(teller, delta, tid);
            run(branch, delta, bid);
            run(history, delta, aid, tid, bid);
            connection.commit();
        }

        private static void run(PreparedStatement statement, int... values) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                statement.setInt(i + 1, values[i]);
            }
            statement.execute();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
