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

/**
 * The event store alone, in this process, on a server with fsync on: appends of one event with two tags, a condition and a
 * random key of its own, beside the same rows inserted one per transaction over JDBC; and how soon a waiting stream has what
 * was committed.
 */
public final class StoreBenchmark implements Benchmark {

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(12);
    private static final Duration PEER = Duration.ofSeconds(8);
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

    private static List<Result> run(PostgresServer server, Pace pace, Report report) throws Exception {
        double many = peer(server, PEER_CONNECTIONS, "bench_plain_1", pace, report);
        double one = peer(server, 1, "bench_plain_2", pace, report);
        double at64 = store(server, 1, 64, pace, report);
        double at1024 = store(server, 1, 1_024, pace, report);
        double at1 = store(server, 1, 1, pace, report);
        double two = store(server, 2, 64, pace, report);
        many = (many + peer(server, PEER_CONNECTIONS, "bench_plain_3", pace, report)) / 2;
        one = (one + peer(server, 1, "bench_plain_4", pace, report)) / 2;
        List<Result> results = new ArrayList<>();
        results.add(Result.rate("appends, 64 callers", at64, many, MANY, 4, UNIT));
        results.add(Result.rate("appends, 1 024 callers", at1024, many, MANY, 5, UNIT));
        results.add(Result.rate("appends, 1 caller", at1, one, "plain JDBC, 1 connection", 1, UNIT));
        results.add(Result.rate("appends, two writing stores, 64 callers", two, many, MANY, 1, UNIT));
        try (Stores stores = new Stores(server, "bench_store", 1)) {
            results.addAll(new Delivery(server, stores.first()).run(pace, report));
        }
        return results;
    }

    private static double peer(PostgresServer server, int connections, String database, Pace pace, Report report)
            throws Exception {
        PlainInserts peer = new PlainInserts(server, database);
        return measured("plain JDBC, %d connections".formatted(connections), peerRate(peer, connections, pace), report);
    }

    /** Each in an empty database: the larger the indexes, the more an insert costs. */
    private static double store(PostgresServer server, int processes, int callers, Pace pace, Report report)
            throws Exception {
        try (Stores stores = new Stores(server, "bench_store_%d_%d".formatted(processes, callers), processes)) {
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
