package dev.flare.benchmarks.line;

import dev.flare.benchmarks.Benchmark;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.load.HttpConnection;
import dev.flare.benchmarks.load.Load;
import dev.flare.benchmarks.system.FlareProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line from end to end over REST, with all views following: transfers between random accounts, import, start, memory;
 * beside plain SQL on the same server.
 */
public final class LineBenchmark implements Benchmark {

    private static final int ACCOUNTS = 10_000;
    private static final int CLIENTS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final Duration PEER = Duration.ofSeconds(8);
    private static final Pattern POSITION = Pattern.compile("\"position\":\\{\"uk\":(\\d+)");
    private static final Pattern HEAD = Pattern.compile("\"region\":\"uk\",\"position\":(\\d+),\"head\":(\\d+)");

    @Override
    public String name() {
        return "line";
    }

    @Override
    public List<Result> run(Report report) throws Exception {
        List<Result> results = new ArrayList<>();
        try (FlareProcess flare = FlareProcess.start()) {
            double idle = flare.residentMebibytes();
            openAccounts(flare, report);
            TpcB peer = new TpcB(flare.postgresPort(), flare.postgresPassword(), report);
            report.say("filling the peer's tables");
            peer.prepare();
            double before = peer.best(PEER);
            Following random = transfers(flare, ACCOUNTS, report);
            Following hot = transfers(flare, 2, report);
            double after = peer.best(PEER);
            double plainSql = (before + after) / 2;
            results.add(Result.rate(
                    "REST transfers, 64 clients, 10 000 accounts, views following",
                    random.perSecond(),
                    plainSql,
                    peer.name(),
                    1.0,
                    "transfers/s"));
            results.add(Result.rate(
                    "REST transfers, 64 clients, 2 hot accounts, views following",
                    hot.perSecond(),
                    plainSql,
                    peer.name(),
                    1.0,
                    "transfers/s"));
            results.add(Result.alone("views behind when 64 clients stop", random.secondsBehind(), "s"));
            results.add(Result.alone("start to the first answered command", flare.secondsToReady(), "s"));
            results.add(Result.alone("memory after the start, JVM and PostgreSQL", idle, "MiB"));
            results.add(Result.alone("memory after the load, JVM and PostgreSQL", flare.residentMebibytes(), "MiB"));
            results.add(Result.alone("memory after the load, JVM", flare.residentMebibytesOfJvm(), "MiB"));
        }
        importSpeed(report)
                .ifPresentOrElse(
                        results::addAll, () -> report.say("no bank data beside the project: import not measured"));
        return results;
    }

    private static void openAccounts(FlareProcess flare, Report report) throws Exception {
        report.say("opening " + ACCOUNTS + " accounts");
        AtomicInteger next = new AtomicInteger();
        Load.times(50, ACCOUNTS, number -> new Rest(flare.port()) {
            @Override
            public void call() throws IOException {
                int account = next.getAndIncrement();
                created(http.post(
                        "/api/accounts",
                        "{\"accountId\":\"uk-b" + account
                                + "\",\"currency\":\"GBP\",\"owner\":\"bench\",\"overdraftLimit\":0}"));
                created(http.post("/api/accounts/uk-b" + account + "/deposits", "{\"amount\":1000000000}"));
            }
        });
    }

    /** @param perSecond of what the views had seen at the end, the time that they needed for the rest included */
    private record Following(double perSecond, double secondsBehind) {}

    private static Following transfers(FlareProcess flare, int accounts, Report report) throws Exception {
        report.say("transfers between " + accounts + " accounts");
        double accepted = Load.perSecond(CLIENTS, WARM_UP, MEASURED, number -> new Rest(flare.port()) {
            @Override
            public void call() throws IOException {
                int from = ThreadLocalRandom.current().nextInt(accounts);
                int to = (from + 1 + ThreadLocalRandom.current().nextInt(accounts - 1)) % accounts;
                created(http.post(
                        "/api/transfers",
                        "{\"from\":\"uk-b" + from + "\",\"to\":\"uk-b" + to + "\",\"amount\":1,\"currency\":\"GBP\"}"));
            }
        });
        double behind = secondsUntilViewsFollow(flare);
        double all = (WARM_UP.toNanos() + MEASURED.toNanos()) / 1e9;
        report.say("  accepted %.0f/s, views behind at the end by %.2f s".formatted(accepted, behind));
        return new Following(accepted * all / (all + behind), behind);
    }

    private static double secondsUntilViewsFollow(FlareProcess flare) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (HttpConnection http = new HttpConnection(flare.port())) {
            Matcher head = HEAD.matcher(http.get("/api/supervisor/positions").body());
            if (!head.find()) {
                throw new IOException("no head of region uk");
            }
            long last = Long.parseLong(head.group(2));
            while (seen(http) < last) {
                Thread.sleep(5);
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static long seen(HttpConnection http) throws IOException {
        Matcher position = POSITION.matcher(http.get("/api/regions/uk/totals").body());
        return position.find() ? Long.parseLong(position.group(1)) : -1;
    }

    private static Optional<List<Result>> importSpeed(Report report) throws Exception {
        Path file = Path.of(System.getProperty("flare.root", "."), "../shared/data/bank/transactions.csv");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> rows = Files.readAllLines(file).stream().skip(1).toList();
        try (FlareProcess flare = FlareProcess.start()) {
            report.say("importing " + rows.size() + " bank transactions");
            BankImport bank = new BankImport(rows);
            double sql = bank.bySql(flare.postgresPort(), flare.postgresPassword());
            BankImport.Imported rest = bank.byRest(flare);
            return Optional.of(List.of(
                    Result.rate(
                            "import of bank rows over REST, day by day",
                            rest.perSecond(),
                            sql,
                            "the same rows, one transaction each over JDBC",
                            1.0,
                            "rows/s"),
                    Result.alone("events the views are behind while importing, largest", rest.largestLag(), "events")));
        }
    }

    abstract static class Rest implements Load.Caller {

        final HttpConnection http;

        Rest(int port) throws IOException {
            this.http = new HttpConnection(port);
        }

        static void created(HttpConnection.Answer answer) throws IOException {
            if (answer.status() != 201) {
                throw new IOException("expected 201: " + answer);
            }
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
