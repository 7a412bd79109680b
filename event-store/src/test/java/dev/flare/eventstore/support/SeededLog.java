package dev.flare.eventstore.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * Makes a log long in seconds: written by its owner, with indexes in place and fsync left for later, and not by appends. Its
 * hashes are not right, though each event names the one before; everything else is.
 *
 * <p>Up to position 10 000 accounts 0 to 99 have an event each in turn, then accounts 100 to 9999: a hundred or so for each,
 * however long the log is. Every tenth event has a key of its own. One in 10 000 carries {@code rare=1}, one in 20 000 is of the
 * type {@code Rare}.
 */
public final class SeededLog {

    private static final String ACCOUNT =
            "'account=' || CASE WHEN n <= 10000 THEN mod(n, 100) ELSE 100 + mod(n, 9900) END";
    private static final String TYPE = "CASE WHEN mod(n, 20000) = 0 THEN 'Rare' ELSE 'T' || mod(n / 100, 5) END";
    private static final String IS_KEYED = "mod(n, 10) = 0";
    private static final String IS_RARE = "mod(n, 10000) = 5000";

    private static final String EVENTS = "INSERT INTO events SELECT n,"
            + " ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,"
            + " timestamptz '2026-01-01Z' + n * interval '1 ms', " + TYPE + ", '1', array_remove(ARRAY[" + ACCOUNT
            + ", CASE WHEN " + IS_KEYED + " THEN 'key=' || n END, CASE WHEN " + IS_RARE
            + " THEN 'rare=1' END], NULL), '{}', '{}',"
            + " CASE n WHEN %1$d THEN (SELECT hash FROM head) ELSE sha256(int8send(n - 1)) END, sha256(int8send(n))"
            + " FROM generate_series(%1$d::bigint, %2$d::bigint) n";
    private static final String TAGS = "INSERT INTO event_tags SELECT tag_key(%s), type_key(" + TYPE + "), n"
            + " FROM generate_series(%%d::bigint, %%d::bigint) n WHERE %s";

    // In the order of the log, but for the keys, of which each is looked up alone.
    private static final List<String> ALL_TAGS = List.of(
            TAGS.formatted(ACCOUNT, "true"),
            TAGS.formatted("'key=' || n", IS_KEYED + " ORDER BY 1"),
            TAGS.formatted("'rare=1'", IS_RARE));

    private static final String HEAD = "UPDATE head SET (position, hash, clock) ="
            + " (SELECT position, hash, recorded_at FROM events ORDER BY position DESC LIMIT 1)";

    private static final String TAGS_HEAD = "UPDATE tags_head SET position = %2$d WHERE position = %1$d";

    private SeededLog() {}

    /** Writes the events after one position, which must be the last, up to another. On both cores. */
    public static void seed(DataSource owner, long after, long upTo) {
        CompletableFuture<Void> tags = CompletableFuture.runAsync(
                () -> ALL_TAGS.forEach(sql -> execute(owner, sql.formatted(after + 1, upTo))));
        execute(owner, EVENTS.formatted(after + 1, upTo));
        tags.join();
        execute(owner, HEAD);
        execute(owner, TAGS_HEAD.formatted(after, upTo));
    }

    private static void execute(DataSource owner, String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 0; SET synchronous_commit = off");
            statement.execute(sql);
            statement.execute("RESET statement_timeout; RESET synchronous_commit");
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
