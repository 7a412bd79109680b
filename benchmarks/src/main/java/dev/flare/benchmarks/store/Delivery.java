package dev.flare.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.benchmarks.Benchmark.Report;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.StoredEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** From the acknowledgement of an append to its event in a consumer that waited for it, beside one durable commit. */
final class Delivery {

    private static final int EVENTS = 3_000;

    private final PostgresServer server;
    private final EventStore store;

    Delivery(PostgresServer server, EventStore store) {
        this.server = server;
        this.store = store;
    }

    List<Result> run(Pace pace, Report report) throws Exception {
        int events = pace.of(EVENTS);
        List<Long> commits = commits(events);
        double commit = millis(commits, 0.99);
        report.say("  commit p50 %.2f ms, p99 %.2f ms".formatted(millis(commits, 0.5), commit));
        return List.of(
                result("commit to delivery at a stream in the same process, p99", true, events, commit, report),
                result("commit to delivery at a stream in another process, p99", false, events, commit, report));
    }

    private Result result(String name, boolean here, int events, double commit, Report report) throws Exception {
        List<Long> deliveries = deliveries(events, here);
        double ours = millis(deliveries, 0.99);
        report.say("  %s: p50 %.2f ms, p99 %.2f ms".formatted(name, millis(deliveries, 0.5), ours));
        String besideName = "one durable commit, p99; at most five of them is the aim, so 0.2";
        return new Result(name, ours, commit, besideName, commit / ours, 0.2, "ms");
    }

    private static double millis(List<Long> nanos, double quantile) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * quantile)) / 1e6;
    }

    private List<Long> commits(int number) throws SQLException {
        List<Long> nanos = new ArrayList<>();
        try (HikariDataSource pool = server.open("bench_store", "bench-commits", 1);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE durable_commits (number bigint)");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO durable_commits VALUES (?)")) {
                for (int i = 0; i < number; i++) {
                    long began = System.nanoTime();
                    insert.setLong(1, i);
                    insert.executeUpdate();
                    nanos.add(System.nanoTime() - began);
                }
            }
        }
        return nanos;
    }

    /** The consumer waits before each append: nothing is found by chance while looking for something else. */
    private List<Long> deliveries(int number, boolean here) throws Exception {
        List<Long> nanos = new ArrayList<>();
        SynchronousQueue<Long> seen = new SynchronousQueue<>();
        try (HikariDataSource pool = server.openLog("bench_store", "bench-delivery", 4);
                Arrivals arrivals = new Arrivals(pool, "bench")) {
            if (here) {
                store.wakes(arrivals);
            }
            EventReader reader = new EventReader(pool);
            long head = reader.head().position();
            Thread consumer = Thread.ofPlatform().start(() -> consume(reader, head, arrivals, seen));
            for (int i = 0; i < number; i++) {
                NewEvent event = new NewEvent(Appends.id(), Appends.TYPE, "1", List.of(Appends.tag()), "{}");
                store.append(List.of(event), List.of()).get();
                long committed = System.nanoTime();
                Long at = seen.poll(10, TimeUnit.SECONDS);
                if (at == null) {
                    throw new IllegalStateException("an event was not delivered within 10 s");
                }
                nanos.add(Math.max(0, at - committed));
            }
            consumer.interrupt();
            consumer.join(Duration.ofSeconds(5));
        }
        return nanos.subList(number / 10, number);
    }

    private static void consume(EventReader reader, long head, Arrivals arrivals, SynchronousQueue<Long> seen) {
        try {
            long position = head;
            while (true) {
                long count = arrivals.count();
                List<StoredEvent> events = reader.after(position, 100);
                for (StoredEvent event : events) {
                    position = event.position();
                    seen.put(System.nanoTime());
                }
                if (events.isEmpty()) {
                    arrivals.await(count, Duration.ofSeconds(1));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
