package dev.flare.benchmarks.shapes;

import dev.flare.benchmarks.Benchmark;
import dev.flare.benchmarks.Pace;
import dev.flare.benchmarks.Result;
import dev.flare.benchmarks.system.FlareProcess;
import dev.flare.eventstore.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What other ways to store an event would cost: batches of 64 events with three tags over one connection, the shapes taking
 * turns on one server, into tables that hold 200 000 events already.
 */
public final class ShapesBenchmark implements Benchmark {

    private static final int HELD = 200_000;
    private static final int ROUNDS = 5;
    private static final Duration TURN = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "shapes";
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
        List<ShapedTables> all = new ArrayList<>();
        try (ShapedTables stored = new ShapedTables(server, Shape.STORED, 0)) {
            all.add(stored);
            for (Shape shape : Shape.OTHERS) {
                all.add(new ShapedTables(server, shape, all.size()));
            }
            for (ShapedTables tables : all) {
                report.say("  " + tables.shape.name());
                tables.fill(pace.of(HELD));
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (ShapedTables tables : all) {
                    tables.insertFor(pace.of(TURN));
                }
            }
            return results(all);
        } finally {
            for (ShapedTables tables : all) {
                tables.close();
            }
        }
    }

    private static List<Result> results(List<ShapedTables> all) throws Exception {
        List<Result> results = new ArrayList<>();
        ShapedTables stored = all.getFirst();
        for (ShapedTables tables : all) {
            String name = tables.shape.name();
            results.add(Result.rate(name, tables.perSecond(), stored.perSecond(), stored.shape.name(), 1, "events/s"));
            results.add(Result.alone(name + ", size", tables.bytesPerEvent(), "bytes/event"));
        }
        return results;
    }
}
