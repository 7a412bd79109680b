package dev.flare.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.benchmarks.Benchmark;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.load.Load;
import dev.flare.benchmarks.system.FlareProcess;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.PostgresServer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The event store alone, in this process, on a server with fsync on: appends of one event with two tags, a condition and a
 * random key of its own, beside the same rows inserted one per transaction over JDBC; and how soon a waiting stream has what
 * was committed.
 */
public final class StoreBenchmark implements Benchmark {

    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(6);
    private static final Duration PEER = Duration.ofSeconds(6);
    private static final int PEER_CONNECTIONS = 64;
    private static final int STORE_CONNECTIONS = 8;
    private static final String UNIT = "appends/s";
    private static final String MANY = "plain JDBC, 64 connections";

    @Override
    public String name() {
        return "store";
    }

    @Override
    public List<Result> run(Pace pace, Report report) throws Exception {
        try (FlareProcess flare = FlareProcess.start()) {
            PostgresServer server = new PostgresServer(
                    "jdbc:postgresql://127.0.0.1:" + flare.postgresPort() + "/{database}",
                    "postgres",
                    flare.postgresPassword());
            return run(server, pace, report);
        }
    }

    /** Turn by turn, for a machine that is shared has better and worse minutes; what counts is the middle one of the rounds. */
    private static List<Result> run(PostgresServer server, Pace pace, Report report) throws Exception {
        List<Round> rounds = new ArrayList<>();
        for (int number = 1; number <= ROUNDS; number++) {
            rounds.add(round(server, number, pace, report));
        }
        double many = middle(rounds, Round::peerMany);
        double one = middle(rounds, Round::peerOne);
        List<Result> results = new ArrayList<>();
        results.add(Result.rate("appends, 64 callers", middle(rounds, Round::at64), many, MANY, 4, UNIT));
        results.add(Result.rate("appends, 1 024 callers", middle(rounds, Round::at1024), many, MANY, 5, UNIT));
        results.add(
                Result.rate("appends, 1 caller", middle(rounds, Round::at1), one, "plain JDBC, 1 connection", 1, UNIT));
        results.add(Result.rate(
                "appends, two writing stores, 64 callers", middle(rounds, Round::twoStores), many, MANY, 1, UNIT));
        try (Stores stores = new Stores(server, "bench_store", 1)) {
            results.addAll(new Delivery(server, stores.first()).run(pace, report));
        }
        return results;
    }

    /** What each of them did per second. */
    private record Round(double peerMany, double at64, double at1024, double peerOne, double at1, double twoStores) {}

    private static Round round(PostgresServer server, int number, Pace pace, Report report) throws Exception {
        report.say("round %d of %d".formatted(number, ROUNDS));
        return new Round(
                peer(server, PEER_CONNECTIONS, number, pace, report),
                store(server, 1, 64, number, pace, report),
                store(server, 1, 1_024, number, pace, report),
                peer(server, 1, number, pace, report),
                store(server, 1, 1, number, pace, report),
                store(server, 2, 64, number, pace, report));
    }

    private static double middle(List<Round> rounds, ToDoubleFunction<Round> rate) {
        return rounds.stream().mapToDouble(rate).sorted().toArray()[rounds.size() / 2];
    }

    private static double peer(PostgresServer server, int connections, int round, Pace pace, Report report)
            throws Exception {
        PlainInserts peer = new PlainInserts(server, "bench_plain_%d_%d".formatted(round, connections));
        return measured("plain JDBC, %d connections".formatted(connections), peerRate(peer, connections, pace), report);
    }

    /** Each in an empty database: the larger the indexes, the more an insert costs. */
    private static double store(PostgresServer server, int processes, int callers, int round, Pace pace, Report report)
            throws Exception {
        String database = "bench_store_%d_%d_%d".formatted(round, processes, callers);
        try (Stores stores = new Stores(server, database, processes)) {
            return measured(
                    "%d store(s), %d callers".formatted(processes, callers), storeRate(stores, callers, pace), report);
        }
    }

    private static double measured(String what, double rate, Report report) {
        report.say("  %s: %.0f/s".formatted(what, rate));
        return rate;
    }

    private static double peerRate(PlainInserts peer, int connections, Pace pace) throws Exception {
        return Load.perSecond(connections, pace.of(PEER).dividedBy(4), pace.of(PEER), number -> peer.newCaller());
    }

    /**
     * Many callers are virtual threads, as in a server; the peer's are threads of the system, for it was a few per cent faster with them
     * than with virtual ones.
     */
    private static double storeRate(Stores stores, int callers, Pace pace) throws Exception {
        Load.Callers appending = number -> new Appends(stores.of(number));
        Duration warmUp = pace.of(WARM_UP);
        Duration measured = pace.of(MEASURED);
        return callers == 1
                ? Load.perSecond(callers, warmUp, measured, appending)
                : Load.perSecondOnVirtualThreads(callers, warmUp, measured, appending);
    }

    /** One or more stores on one database, as that many processes would have. */
    private static final class Stores implements AutoCloseable {

        private final List<EventStore> stores = new ArrayList<>();
        private final List<HikariDataSource> pools = new ArrayList<>();

        Stores(PostgresServer server, String database, int number) throws SQLException {
            PlainInserts.create(server, database);
            for (int i = 0; i < number; i++) {
                HikariDataSource pool = server.openLog(database, database + i, STORE_CONNECTIONS);
                EventStoreSchema.SCHEMA.migrate(pool);
                pools.add(pool);
                stores.add(EventStore.open(
                        pool,
                        database + i,
                        EventStoreSettings.defaults().withUniqueTagKeys(Set.of(Appends.KEY)),
                        Clock.systemUTC()));
            }
        }

        EventStore of(int caller) {
            return stores.get(caller % stores.size());
        }

        EventStore first() {
            return stores.getFirst();
        }

        @Override
        public void close() {
            stores.forEach(EventStore::close);
            pools.forEach(HikariDataSource::close);
        }
    }
}
