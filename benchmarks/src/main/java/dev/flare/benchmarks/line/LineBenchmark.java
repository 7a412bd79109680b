package dev.flare.benchmarks.line;

import dev.flare.benchmarks.Benchmark;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.load.HttpConnection;
import dev.flare.benchmarks.load.Load;
import dev.flare.benchmarks.system.FlareProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line from end to end over REST, with all views following: transfers, batches of them, holds with their captures, import,
 * start, memory; each beside plain SQL on the same server.
 */
public final class LineBenchmark implements Benchmark {

    private static final int ACCOUNTS = 10_000;
    private static final int CLIENTS = 64;
    private static final int BATCH = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration WARM_UP_OF_THE_WARM = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final Duration PEER = Duration.ofSeconds(8);
    private static final Pattern POSITION = Pattern.compile("\"position\":\\{\"uk\":(\\d+)");
    private static final Pattern HEAD = Pattern.compile("\"region\":\"uk\",\"position\":(\\d+),\"head\":(\\d+)");

    @Override
    public String name() {
        return "line";
    }

    @Override
    public List<Result> run(Pace pace, Report report) throws Exception {
        List<Result> results = new ArrayList<>();
        try (FlareProcess flare = FlareProcess.start()) {
            double idle = flare.residentMebibytes();
            openAccounts(flare, pace.of(ACCOUNTS), report);
            results.addAll(transfers(flare, pace, report));
            results.addAll(batchesAndHolds(flare, pace, report));
            results.add(Result.alone("start to the first answered command", flare.secondsToReady(), "s"));
            results.add(Result.alone("memory after the start, JVM and PostgreSQL", idle, "MiB"));
            results.add(Result.alone("memory after the load, JVM and PostgreSQL", flare.residentMebibytes(), "MiB"));
            results.add(Result.alone("memory after the load, JVM", flare.residentMebibytesOfJvm(), "MiB"));
        }
        importSpeed(pace, report)
                .ifPresentOrElse(
                        results::addAll, () -> report.say("no bank data beside the project: import not measured"));
        return results;
    }

    private static void openAccounts(FlareProcess flare, int accounts, Report report) throws Exception {
        report.say("opening " + accounts + " accounts");
        AtomicInteger next = new AtomicInteger();
        Load.times(50, accounts, number -> new Rest(flare.port()) {
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

    private static List<Result> transfers(FlareProcess flare, Pace pace, Report report) throws Exception {
        TpcB peer = new TpcB(flare.postgresPort(), flare.postgresPassword(), pace, report);
        report.say("filling the peer's tables");
        peer.prepare();
        double before = peer.best(pace.of(PEER));
        int accounts = pace.of(ACCOUNTS);
        Following random = load(
                flare,
                "transfers between " + accounts + " accounts",
                WARM_UP,
                pace,
                report,
                number -> new Rest.Transfers(flare.port(), accounts));
        Following hot = load(
                flare,
                "transfers between 2 accounts",
                WARM_UP_OF_THE_WARM,
                pace,
                report,
                number -> new Rest.Transfers(flare.port(), 2));
        double plainSql = (before + peer.best(pace.of(PEER))) / 2;
        return List.of(
                beside(
                        "REST transfers, 64 clients, 10 000 accounts, views following",
                        random.perSecond(),
                        plainSql,
                        peer.name(),
                        "transfers/s"),
                beside(
                        "REST transfers, 64 clients, 2 hot accounts, views following",
                        hot.perSecond(),
                        plainSql,
                        peer.name(),
                        "transfers/s"),
                Result.alone("views behind when 64 clients stop", random.secondsBehind(), "s"));
    }

    private static List<Result> batchesAndHolds(FlareProcess flare, Pace pace, Report report) throws Exception {
        int accounts = pace.of(ACCOUNTS);
        PlainSql peer = new PlainSql(flare.postgresPort(), flare.postgresPassword(), accounts, report);
        peer.prepare();
        Following batches = load(
                flare,
                "batches of " + BATCH + " transfers",
                WARM_UP_OF_THE_WARM,
                pace,
                report,
                number -> new Rest.Batches(flare.port(), accounts, BATCH));
        double plainBatches = peer.bestOfBatches(BATCH, pace.of(PEER));
        String inAWeek = Instant.now()
                .plus(Duration.ofDays(7))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        Following holds = load(
                flare,
                "holds and captures",
                WARM_UP_OF_THE_WARM,
                pace,
                report,
                number -> new Rest.Holds(flare.port(), accounts, inAWeek));
        double plainHolds = peer.bestOfHolds(pace.of(PEER));
        return List.of(
                beside(
                        "REST batches of 100 transfers, 64 clients, 10 000 accounts, views following",
                        BATCH * batches.perSecond(),
                        BATCH * plainBatches,
                        "plain SQL over JDBC, 100 transfers a transaction, best connection count",
                        "transfers/s"),
                beside(
                        "REST holds with their captures, 64 clients, 10 000 accounts, views following",
                        holds.perSecond(),
                        plainHolds,
                        "plain SQL over JDBC, best connection count",
                        "pairs/s"),
                Result.alone("views behind when 64 clients stop sending batches", batches.secondsBehind(), "s"));
    }

    private static Result beside(String name, double ours, double plainSql, String besideName, String unit) {
        return Result.rate(name, ours, plainSql, besideName, 1.0, unit);
    }

    /** @param perSecond of what the views had seen at the end, the time that they needed for the rest included */
    private record Following(double perSecond, double secondsBehind) {}

    private static Following load(
            FlareProcess flare, String what, Duration warmUp, Pace pace, Report report, Load.Callers callers)
            throws Exception {
        report.say(what + ", " + CLIENTS + " clients");
        double accepted = Load.perSecond(CLIENTS, pace.of(warmUp), pace.of(MEASURED), callers);
        double behind = secondsUntilViewsFollow(flare);
        double all = pace.of(warmUp.plus(MEASURED)).toNanos() / 1e9;
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

    private static Optional<List<Result>> importSpeed(Pace pace, Report report) throws Exception {
        Path file = Path.of(System.getProperty("flare.root", "."), "../shared/data/bank/transactions.csv");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> all = Files.readAllLines(file).stream().skip(1).toList();
        List<String> rows = all.subList(0, pace.of(all.size()));
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
}
