package dev.flare.saga.following;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Writes rows into a region's log as its owner, for those who only read it. */
final class Log {

    private static final String APPEND = """
            WITH moved AS (UPDATE head SET position = position + %1$d RETURNING position - %1$d AS last)
            INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
            SELECT last + n, gen_random_uuid(), now(), 'test', '1', '{}', '{}', '{}', sha256('a'), sha256('b')
            FROM moved, generate_series(1, %1$d) n""";

    private Log() {}

    static void append(DataSource owner, int events) {
        execute(owner, APPEND.formatted(events));
        execute(owner, "NOTIFY flare_events");
    }

    static void execute(DataSource owner, String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
