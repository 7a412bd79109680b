package dev.flare.benchmarks.supervision;

import dev.flare.benchmarks.Benchmark.Report;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.load.Load;
import dev.flare.benchmarks.system.FlareProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Transfers between regions that have ended, which is when both regions and the supervisor have it on disk, beside the same work as
 * two plain transactions; and from the event of a region that says no until the alert and the halt, which are one commit, and until
 * that region itself is halted, beside one durable commit under the same load.
 */
final class RegionsBenchmark {

    private static final int ACCOUNTS = 500;
    private static final int CLIENTS = 64;
    private static final int BUSY = 4;
    /**
     * So long the JVM compiles: all sides' work in one process. That takes a third of a processor at first, and is a twentieth of
     * what a transfer costs after a minute; nothing of it is left after two. What it does meanwhile is told, not measured.
     */
    private static final Duration WARM_UP = Duration.ofSeconds(120);

    private static final int TOLD_WHILE_WARMING_UP = 6;
    private static final int ROUNDS = 3;
    private static final Duration BEFORE = Duration.ofSeconds(3);

    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final Duration PEER = Duration.ofSeconds(5);
    private static final int FAILURES = 400;
    private static final String HEAD = "SELECT position FROM head";
    private static final String COMPLETED =
            "SELECT count(*) FROM events WHERE type = 'supervision.TransactionCompleted' AND position > ? AND position <= ?";
    private static final String OPEN = "SELECT count(*) FROM in_transit";
    private static final String RECORDED =
            "SELECT payload::jsonb ->> 'transactionId', recorded_at FROM events WHERE type = ?";

    private final FlareProcess flare;
    private final Pace pace;
    private final Report report;
    private final String password;
    private final int postgresPort;

    RegionsBenchmark(FlareProcess flare, Pace pace, Report report) throws IOException {
        this.flare = flare;
        this.pace = pace;
        this.report = report;
        this.password = flare.postgresPassword();
        this.postgresPort = flare.postgresPort();
    }

    List<Result> run() throws Exception {
        report.say("transfers between regions, " + CLIENTS + " clients");
        PlainRegions plain = new PlainRegions(postgresPort, password, ACCOUNTS);
        plain.prepare();
        try (Transfers first = new Transfers(flare.port(), ACCOUNTS)) {
            first.open();
        }
        List<Result> results = new ArrayList<>();
        results.add(throughput(plain));
        awaitEnds();
        results.addAll(failures());
        return results;
    }

    /** By turns, for this machine's minutes differ by a third; of three rounds the middle one counts. */
    private Result throughput(PlainRegions plain) throws Exception {
        warmUp();
        int connections = bestClients(plain);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            ours.add(whileBusy(pace.of(MEASURED), () -> endedDuring(pace.of(MEASURED))));
            awaitEnds();
            theirs.add(rate(plain, connections));
            report.say("  round %d: %.0f/s beside %.0f/s".formatted(round, ours.getLast(), theirs.getLast()));
        }
        return Result.rate(
                "REST, transfers between regions that ended",
                middle(ours),
                middle(theirs),
                "two plain SQL transactions each, unsupervised, best client count",
                0.5,
                "transfers/s");
    }

    private void warmUp() throws Exception {
        Duration slice = pace.of(WARM_UP).dividedBy(TOLD_WHILE_WARMING_UP);
        whileBusy(pace.of(WARM_UP), () -> {
            for (int i = 0; i < TOLD_WHILE_WARMING_UP; i++) {
                report.say("  warming up: %.0f/s".formatted(endedDuring(slice)));
            }
            return null;
        });
        awaitEnds();
    }

    private int bestClients(PlainRegions plain) throws Exception {
        int best = 0;
        double most = 0;
        for (int connections : List.of(4, 8, 16, 32)) {
            double rate = rate(plain, connections);
            report.say("  two plain transactions, %d clients: %.0f/s".formatted(connections, rate));
            best = rate > most ? connections : best;
            most = Math.max(most, rate);
        }
        return best;
    }

    private double rate(PlainRegions plain, int connections) throws Exception {
        return Load.perSecond(connections, pace.of(PEER).dividedBy(4), pace.of(PEER), number -> plain.caller());
    }

    private static double middle(List<Double> rates) {
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }

    /** What is measured while all clients send, from the moment on at which all regions have enough to do. */
    private <T> T whileBusy(Duration time, Callable<T> measure) throws Exception {
        Duration all = BEFORE.plus(time).plusSeconds(2);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Double> load = threads.submit(
                    () -> Load.perSecond(CLIENTS, Duration.ZERO, all, number -> new Transfers(flare.port(), ACCOUNTS)));
            Thread.sleep(BEFORE);
            T measured = measure.call();
            load.get();
            return measured;
        }
    }

    /** Counted behind the time that is measured, and only what came in it: to count a log of millions takes a second of a processor. */
    private double endedDuring(Duration time) throws Exception {
        long from = count(HEAD);
        long began = System.nanoTime();
        Thread.sleep(time);
        long upTo = count(HEAD);
        double seconds = (System.nanoTime() - began) / 1e9;
        return completed(from, upTo) / seconds;
    }

    private long completed(long after, long upTo) throws SQLException {
        try (Connection connection = connect("supervisor");
                PreparedStatement query = connection.prepareStatement(COMPLETED)) {
            query.setLong(1, after);
            query.setLong(2, upTo);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private void awaitEnds() throws Exception {
        for (int i = 0; i < 600 && count(OPEN) > 0; i++) {
            Thread.sleep(100);
        }
    }

    private List<Result> failures() throws Exception {
        report.say("transfers that fail, while " + BUSY + " clients keep everybody busy");
        List<Long> commits = new ArrayList<>();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            int failures = pace.of(FAILURES);
            Future<Double> busy = threads.submit(() -> Load.perSecond(
                    BUSY,
                    Duration.ZERO,
                    Duration.ofMillis(25L * failures),
                    number -> new Transfers(flare.port(), ACCOUNTS)));
            try (Transfers failing = new Transfers(flare.port(), ACCOUNTS);
                    Connection connection = connect("plain_uk");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE durable_commits (number bigint)");
                for (int i = 0; i < failures; i++) {
                    failing.fail(i);
                    long began = System.nanoTime();
                    statement.execute("INSERT INTO durable_commits VALUES (" + i + ")");
                    commits.add(System.nanoTime() - began);
                    Thread.sleep(20);
                }
            }
            busy.get();
        }
        awaitEnds();
        Map<String, OffsetDateTime> refused = recorded("au", "ledger.TransferRefused");
        List<Long> alerts = since(refused, recorded("supervisor", "supervision.AlertRaised"));
        List<Long> halts = since(refused, recorded("au", "ledger.TransactionHalted"));
        return List.of(
                beside("a region's failure to alert and halt decided, p50", alerts, commits, 0.5),
                beside("a region's failure to alert and halt decided, p99", alerts, commits, 0.99),
                beside("a region's failure to its own halt, p50", halts, commits, 0.5),
                beside("a region's failure to its own halt, p99", halts, commits, 0.99));
    }

    private static List<Long> since(Map<String, OffsetDateTime> causes, Map<String, OffsetDateTime> effects) {
        List<Long> nanos = new ArrayList<>();
        causes.forEach((id, at) -> {
            if (effects.containsKey(id)) {
                nanos.add(Duration.between(at, effects.get(id)).toNanos());
            }
        });
        return nanos;
    }

    private static Result beside(String name, List<Long> ours, List<Long> commits, double quantile) {
        double own = millis(ours, quantile);
        double commit = millis(commits, quantile);
        String besideName = "one durable commit under the same load; at most ten of them is the aim, so 0.1";
        return new Result(name, own, commit, besideName, commit / own, 0.1, "ms");
    }

    private static double millis(List<Long> nanos, double quantile) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * quantile)) / 1e6;
    }

    private Map<String, OffsetDateTime> recorded(String database, String type) throws SQLException {
        try (Connection connection = connect(database);
                PreparedStatement query = connection.prepareStatement(RECORDED)) {
            query.setString(1, type);
            Map<String, OffsetDateTime> recorded = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    recorded.putIfAbsent(rows.getString(1), rows.getObject(2, OffsetDateTime.class));
                }
            }
            return recorded;
        }
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = connect("supervisor");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + database, "postgres", password);
    }
}
