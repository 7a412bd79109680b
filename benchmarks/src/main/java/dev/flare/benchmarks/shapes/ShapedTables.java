package dev.flare.benchmarks.shapes;

import dev.flare.eventstore.PostgresServer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** One shape's tables in a database of their own, and one connection that fills them. */
final class ShapedTables implements AutoCloseable {

    private static final int BATCH = 64;
    private static final int SUBJECTS = 100_000;
    private static final String PAYLOAD =
            "{\"amount\":1250,\"currency\":\"GBP\",\"from\":\"uk-1001\",\"to\":\"uk-1002\",\"reference\":\"bench\"}";

    final Shape shape;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Connection connection;
    private final PreparedStatement insert;
    private long position;
    private long inserted;
    private long nanos;

    ShapedTables(PostgresServer server, Shape shape, int number) throws SQLException {
        this.shape = shape;
        String database = "bench_shape" + number;
        try (Connection maintenance = connect(server, "postgres");
                Statement statement = maintenance.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        this.connection = connect(server, database);
        try (Statement statement = connection.createStatement()) {
            for (String table : shape.tables()) {
                statement.execute(table);
            }
            statement.execute("SET jit = off");
        }
        this.insert = connection.prepareStatement(shape.insert());
    }

    private static Connection connect(PostgresServer server, String database) throws SQLException {
        return DriverManager.getConnection(server.url(database), server.user(), server.password());
    }

    void fill(int events) throws SQLException {
        while (position < events) {
            insertBatch();
        }
    }

    void insertFor(Duration duration) throws SQLException {
        long began = System.nanoTime();
        long before = position;
        while (System.nanoTime() - began < duration.toNanos()) {
            insertBatch();
        }
        nanos += System.nanoTime() - began;
        inserted += position - before;
    }

    private void insertBatch() throws SQLException {
        Long[] positions = new Long[BATCH];
        UUID[] ids = new UUID[BATCH];
        String[] tags = new String[BATCH];
        String[] payloads = new String[BATCH];
        List<String> tagTexts = new ArrayList<>();
        List<Long> tagPositions = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            positions[i] = ++position;
            ids[i] = new UUID(random.nextLong(), random.nextLong());
            List<String> own = List.of(
                    "from=" + subject(), "to=" + subject(), "key=" + new UUID(random.nextLong(), random.nextLong()));
            tags[i] = String.join(",", own);
            payloads[i] = PAYLOAD;
            tagTexts.addAll(own);
            own.forEach(tag -> tagPositions.add(position));
        }
        int bound = 0;
        for (Shape.Column column : shape.parameters()) {
            insert.setArray(
                    ++bound,
                    switch (column) {
                        case POSITIONS -> array("int8", positions);
                        case IDS -> array("uuid", ids);
                        case TAGS -> array("text", tags);
                        case PAYLOADS -> array("text", payloads);
                        case TAG_KEYS ->
                            array(
                                    "int8",
                                    tagTexts.stream().map(ShapedTables::key).toArray(Long[]::new));
                        case TAG_TEXTS -> array("text", tagTexts.toArray(String[]::new));
                        case TAG_POSITIONS -> array("int8", tagPositions.toArray(Long[]::new));
                    });
        }
        insert.executeUpdate();
    }

    private int subject() {
        return random.nextInt(SUBJECTS);
    }

    /** Spread as a hash would be, and the same for the same text. Two tags of an event never share one. */
    private static Long key(String tag) {
        return new SplittableRandom((long) tag.charAt(0) << Integer.SIZE | tag.hashCode() & 0xFFFF_FFFFL).nextLong();
    }

    private Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    double perSecond() {
        return inserted * 1e9 / nanos;
    }

    double bytesPerEvent() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                        + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")) {
            rows.next();
            return rows.getDouble(1) / position;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
