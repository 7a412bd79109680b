package dev.flare.benchmarks.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.benchmarks.Benchmark;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.system.FlareProcess;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.relay.Relay;
import dev.flare.eventstore.relay.RelaySchema;
import dev.flare.eventstore.relay.Relays;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A log on its way to Kafka, beside a plain idempotent producer that has the same records in memory; and how soon a consumer has what
 * was committed. Broker, relay and producer are in this process, PostgreSQL is not.
 */
public final class RelayBenchmark implements Benchmark {

    private static final String REGION = "benchrelay";
    private static final int EVENTS = 300_000;
    private static final int SAMPLE = 20_000;
    private static final int SINGLE = 500;
    private static final int AT_ONCE = 500;
    private static final int PAGE = 2_000;
    private static final String RELAYED = "events relayed from the log";
    private static final String UNIT = "events/s";
    private static final String PAYLOAD = "{\"transferId\":\"uk-%d\",\"currency\":\"GBP\",\"postings\":[{\"account\":"
            + "\"uk-1001\",\"amount\":-1250},{\"account\":\"uk-1002\",\"amount\":1250}],\"reference\":\"bench\"}";

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public List<Result> run(Pace pace, Report report) throws Exception {
        try (FlareProcess flare = FlareProcess.start();
                Broker broker = Broker.start()) {
            PostgresServer server = new PostgresServer(
                    "jdbc:postgresql://127.0.0.1:" + flare.postgresPort() + "/{database}",
                    "postgres",
                    flare.postgresPassword());
            createDatabase(server);
            try (HikariDataSource pool = server.openLog(REGION, REGION, 8)) {
                EventStoreSchema.migrate(pool);
                RelaySchema.migrate(pool);
                try (EventStore store =
                        EventStore.open(pool, REGION, EventStoreSettings.defaults(), Clock.systemUTC())) {
                    fill(store, pace.of(EVENTS));
                    return measure(server, pool, store, broker, pace, report);
                }
            }
        }
    }

    private static void createDatabase(PostgresServer server) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.url("postgres"), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + REGION);
        }
    }

    private static void fill(EventStore store, int events) throws Exception {
        List<CompletableFuture<?>> appends = new ArrayList<>();
        for (int i = 0; i < events; i += AT_ONCE) {
            appends.add(store.append(
                    IntStream.range(i, i + AT_ONCE)
                            .mapToObj(RelayBenchmark::event)
                            .toList(),
                    List.of()));
            if (appends.size() == 8) {
                CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
                        .get();
                appends.clear();
            }
        }
        CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new)).get();
    }

    private static NewEvent event(int number) {
        return new NewEvent(
                UUID.randomUUID(),
                "bench.Moved",
                "1",
                List.of("account=uk-" + number % 1_000),
                PAYLOAD.formatted(number));
    }

    private static List<Result> measure(
            PostgresServer server, HikariDataSource pool, EventStore store, Broker broker, Pace pace, Report report)
            throws Exception {
        long events = pace.of(EVENTS);
        relayed(server, pool, broker, report); // which warms up, and makes what the other one sends
        String topic = Relay.TOPICS + REGION;
        List<byte[]> values;
        try (Reader reader = new Reader(broker.connection(), topic)) {
            values = reader.first(pace.of(SAMPLE));
        }
        try (PlainProducer plain = new PlainProducer(broker.connection(), "plain", PlainProducer.BY_ITSELF);
                PlainProducer tuned = new PlainProducer(broker.connection(), "tuned", PlainProducer.LIKE_THE_RELAY)) {
            plain.perSecond(values, events);
            tuned.perSecond(values, events);
            double byItself = said("plain producer", plain.perSecond(values, events), report);
            double alike = said("plain producer, the relay's batches", tuned.perSecond(values, events), report);
            double ours = relayed(server, pool, broker, report);
            ours = (ours + relayed(server, pool, broker, report)) / 2;
            byItself = (byItself + said("plain producer", plain.perSecond(values, events), report)) / 2;
            alike = (alike + said("plain producer, the relay's batches", tuned.perSecond(values, events), report)) / 2;
            double read = said("the log read and nothing else", read(pool), report);
            return List.of(
                    new Result(
                            RELAYED, ours, read, "the same read over JDBC and nothing else", ours / read, null, UNIT),
                    Result.rate(RELAYED, ours, byItself, "plain idempotent producer, from memory", 0.7, UNIT),
                    Result.rate(RELAYED, ours, alike, "the same with the relay's batches, from memory", 0.7, UNIT),
                    delivery(server, store, plain, values.getFirst(), broker, pace, report));
        }
    }

    /** What no relay can be faster than that reads events as this store gives them. */
    private static double read(HikariDataSource pool) {
        EventReader reader = new EventReader(pool);
        long began = System.nanoTime();
        long position = 0;
        List<StoredEvent> events = reader.after(0, PAGE, Long.MAX_VALUE);
        while (!events.isEmpty()) {
            position = events.getLast().position();
            events = reader.after(position, PAGE, Long.MAX_VALUE);
        }
        return position * 1e9 / (System.nanoTime() - began);
    }

    private static double said(String what, double rate, Report report) {
        report.say("  %s: %.0f/s".formatted(what, rate));
        return rate;
    }

    /** All of the log, from its beginning, by a relay that is started for it. */
    private static double relayed(PostgresServer server, HikariDataSource pool, Broker broker, Report report)
            throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE relayed SET position = 0");
        }
        long began = System.nanoTime();
        try (Relays relays = new Relays(List.of(REGION), server, broker.connection(), Clock.systemUTC()).start()) {
            Relay relay = relays.each().getFirst();
            while (relay.seen().head() < 0
                    || relay.state().position() < relay.seen().head()) {
                if (relay.state().failures() > 3) {
                    throw new IllegalStateException(
                            "the relay fails: " + relay.state().failure());
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
            return said("relay", relay.state().position() * 1e9 / (System.nanoTime() - began), report);
        }
    }

    /** One event at a time, from the acknowledgement of its append to a consumer; and one record at a time, from its sending. */
    private static Result delivery(
            PostgresServer server,
            EventStore store,
            PlainProducer plain,
            byte[] value,
            Broker broker,
            Pace pace,
            Report report)
            throws Exception {
        List<Long> ours = new ArrayList<>();
        List<Long> beside = new ArrayList<>();
        try (Relays relays = new Relays(List.of(REGION), server, broker.connection(), Clock.systemUTC()).start();
                Reader reader = new Reader(broker.connection(), Relay.TOPICS + REGION);
                Reader other = new Reader(broker.connection(), "plain")) {
            awaitEnd(relays.each().getFirst());
            reader.beginAtTheEnd();
            other.beginAtTheEnd();
            for (int i = 0; i < pace.of(SINGLE); i++) {
                store.append(List.of(event(i)), List.of()).get();
                long began = System.nanoTime();
                reader.next();
                ours.add(System.nanoTime() - began);
                began = System.nanoTime();
                plain.send(value);
                other.next();
                beside.add(System.nanoTime() - began);
            }
        }
        report.say("  commit to consumer p50 %.1f ms, p99 %.1f ms".formatted(millis(ours, 0.5), millis(ours, 0.99)));
        return new Result(
                "commit to a consumer of Kafka, p50",
                millis(ours, 0.5),
                millis(beside, 0.5),
                "sent to consumer, plain producer, p50",
                millis(beside, 0.5) / millis(ours, 0.5),
                null,
                "ms");
    }

    private static void awaitEnd(Relay relay) throws InterruptedException {
        while (relay.seen().head() < 0
                || relay.state().position() < relay.seen().head()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static double millis(List<Long> nanos, double quantile) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * quantile)) / 1e6;
    }
}
