package dev.flare.benchmarks.supervision;

import dev.flare.benchmarks.Benchmark;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.load.Load;
import dev.flare.benchmarks.system.FlareProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Transactions under supervision over REST beside plain tables on the same server; and, while others keep the supervisor busy, how
 * long it takes from a failing report until its alert is stored and the halt is in force, which is one commit, beside one
 * durable commit on the same server under the same load.
 */
public final class SupervisionBenchmark implements Benchmark {

    private static final int CLIENTS = 64;
    private static final int BUSY = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration PEER = Duration.ofSeconds(5);
    private static final int FAILURES = 1_500;
    private static final int DEADLINES = 300;
    private static final Pattern ALERT = Pattern.compile("\"alertId\":\"([^\"]+)\"");
    private static final Pattern DUE = Pattern.compile("\"dueAt\":\"([^\"]+)\"");
    private static final Pattern RAISED = Pattern.compile("\"raisedAt\":\"([^\"]+)\"");
    private static final Pattern DELIVERED = Pattern.compile("\"deliveredAt\":\"([^\"]+)\"");

    @Override
    public String name() {
        return "supervision";
    }

    @Override
    public List<Result> run(Pace pace, Report report) throws Exception {
        List<Result> results = new ArrayList<>();
        try (FlareProcess flare = FlareProcess.start()) {
            PlainTables plain = new PlainTables(flare.postgresPort(), flare.postgresPassword());
            plain.prepare();
            results.add(throughput(flare, plain, pace, report));
            results.addAll(whileBusy(flare, plain, pace, report));
        }
        try (FlareProcess flare = FlareProcess.start()) {
            results.addAll(new RegionsBenchmark(flare, pace, report).run());
        }
        return results;
    }

    private static Result throughput(FlareProcess flare, PlainTables plain, Pace pace, Report report) throws Exception {
        report.say("transactions of three participants, " + CLIENTS + " clients");
        double ours =
                Load.perSecond(CLIENTS, pace.of(WARM_UP), pace.of(MEASURED), number -> new Participants(flare.port()));
        double best = 0;
        for (int connections : List.of(4, 8, 16, 32)) {
            double rate =
                    Load.perSecond(connections, pace.of(PEER).dividedBy(4), pace.of(PEER), number -> plain.caller());
            report.say("  plain tables, %d connections: %.0f/s".formatted(connections, rate));
            best = Math.max(best, rate);
        }
        return Result.rate(
                "REST, transactions of three participants, 7 requests each",
                ours,
                best,
                "plain tables over JDBC, 7 commits each, best connection count",
                1.0,
                "transactions/s");
    }

    private static List<Result> whileBusy(FlareProcess flare, PlainTables plain, Pace pace, Report report)
            throws Exception {
        report.say("failures, while " + BUSY + " clients keep the supervisor busy");
        Duration atMost = pace.of(Duration.ofMinutes(3));
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            long[] until = {System.nanoTime() + atMost.toNanos()};
            Future<?> busy = threads.submit(() -> {
                while (System.nanoTime() < until[0] && !Thread.currentThread().isInterrupted()) {
                    Load.perSecond(
                            BUSY, Duration.ZERO, Duration.ofSeconds(1), number -> new Participants(flare.port()));
                }
                return null;
            });
            List<Result> results = new ArrayList<>(failures(flare, plain, pace, report));
            results.addAll(deadlines(flare, pace, report));
            busy.cancel(true);
            return results;
        }
    }

    private static List<Result> failures(FlareProcess flare, PlainTables plain, Pace pace, Report report)
            throws Exception {
        List<Long> alerts = new ArrayList<>();
        List<Long> commits = new ArrayList<>();
        try (Participants participants = new Participants(flare.port());
                Connection connection = plain.connect("plain_supervision");
                PreparedStatement commit = connection.prepareStatement("INSERT INTO durable_commits VALUES (?)")) {
            int failures = pace.of(FAILURES);
            for (int i = 0; i < failures; i++) {
                String id = participants.register("PT10M");
                participants.report(id, Participants.NAMES[0], "STARTED", 200);
                long began = System.nanoTime();
                participants.report(id, Participants.NAMES[0], "FAILED", 200);
                alerts.add(System.nanoTime() - began);
                participants.report(id, Participants.NAMES[0], "COMPLETED", 409);
                began = System.nanoTime();
                commit.setLong(1, i);
                commit.executeUpdate();
                commits.add(System.nanoTime() - began);
            }
        }
        report.say("  alert and halt p50 %.2f ms, p99 %.2f ms; one durable commit p50 %.2f ms, p99 %.2f ms"
                .formatted(millis(alerts, 0.5), millis(alerts, 0.99), millis(commits, 0.5), millis(commits, 0.99)));
        return List.of(
                beside("failing report to alert stored and halt in force, p50", alerts, commits, 0.5),
                beside("failing report to alert stored and halt in force, p99", alerts, commits, 0.99));
    }

    private static Result beside(String name, List<Long> ours, List<Long> commits, double quantile) {
        double own = millis(ours, quantile);
        double commit = millis(commits, quantile);
        String besideName = "one durable commit under the same load; at most ten of them is the aim, so 0.1";
        return new Result(name, own, commit, besideName, commit / own, 0.1, "ms");
    }

    /** Nobody says that a deadline has passed: the supervisor has to find out. */
    private static List<Result> deadlines(FlareProcess flare, Pace pace, Report report) throws Exception {
        report.say("deadlines, while others keep the supervisor busy");
        List<Long> late = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        try (Participants participants = new Participants(flare.port())) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < pace.of(DEADLINES); i++) {
                ids.add(participants.register("PT0.5S"));
            }
            Thread.sleep(2_000);
            for (String id : ids) {
                String transaction = participants.get("/api/transactions/" + id);
                String alert = participants.get("/api/alerts/" + found(ALERT, transaction));
                Instant raised = Instant.parse(found(RAISED, alert));
                late.add(Duration.between(Instant.parse(found(DUE, transaction)), raised)
                        .toNanos());
                told.add(Duration.between(raised, Instant.parse(found(DELIVERED, alert)))
                        .toNanos());
            }
        }
        return List.of(
                Result.alone("missed deadline to alert stored and halt in force, p50", millis(late, 0.5), "ms"),
                Result.alone("missed deadline to alert stored and halt in force, p99", millis(late, 0.99), "ms"),
                Result.alone("alert stored to told in the log, p99", millis(told, 0.99), "ms"));
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private static double millis(List<Long> nanos, double quantile) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * quantile)) / 1e6;
    }
}
