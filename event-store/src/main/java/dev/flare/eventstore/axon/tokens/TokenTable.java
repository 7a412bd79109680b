package dev.flare.eventstore.axon.tokens;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.WrappedToken;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code axon_tokens}. Whether a claim is over is asked of the server's clock at that moment
 * ({@code clock_timestamp()}, not the transaction's beginning): a process whose clock is wrong neither takes a claim too
 * early nor believes too long in its own.
 */
final class TokenTable {

    /** @param claimed by somebody, and his time is not over */
    record Row(
            int segment,
            int mask,
            @Nullable TrackingToken token,
            @Nullable String owner,
            boolean claimed) {

        Segment asSegment() {
            return new Segment(segment, mask);
        }

        long position() {
            TrackingToken lowest = token == null ? null : WrappedToken.unwrapLowerBound(token);
            return lowest == null ? 0 : lowest.position().orElse(0);
        }

        boolean isFreeFor(String claimant) {
            return !claimed || claimant.equals(owner);
        }
    }

    private static final String COLUMNS =
            "segment, mask, token, owner, coalesce(claimed_until > clock_timestamp(), false)";

    private static final String ALL = "SELECT " + COLUMNS + " FROM axon_tokens WHERE processor = ? ORDER BY segment";

    private static final String ALL_LOCKED = ALL + " FOR UPDATE";

    /** A row that is locked belongs to somebody who is committing: to wait for him would end in his having it. */
    private static final String ONE_UNLESS_LOCKED =
            "SELECT " + COLUMNS + " FROM axon_tokens WHERE processor = ? AND segment = ? FOR UPDATE SKIP LOCKED";

    private static final String INSERT = """
            INSERT INTO axon_tokens (processor, segment, mask, token) VALUES (?, ?, ?, ?::jsonb)
            ON CONFLICT DO NOTHING""";

    private static final String CLAIM = """
            UPDATE axon_tokens SET owner = ?, claimed_until = clock_timestamp() + ? * interval '1 ms'
            WHERE processor = ? AND segment = ?""";

    private static final String EXTEND = """
            UPDATE axon_tokens SET claimed_until = clock_timestamp() + ? * interval '1 ms'
            WHERE processor = ? AND segment = ? AND owner = ?""";

    /** The fence: it waits for whoever is taking the claim over, and then finds another owner. */
    private static final String STORE = """
            UPDATE axon_tokens SET token = ?::jsonb, claimed_until = clock_timestamp() + ? * interval '1 ms'
            WHERE processor = ? AND segment = ? AND owner = ?""";

    private static final String RELEASE = """
            UPDATE axon_tokens SET owner = NULL, claimed_until = NULL
            WHERE processor = ? AND segment = ? AND owner = ?""";

    /**
     * Axon splits a segment by releasing its claim and then deleting it, in one transaction. Between the two nobody else
     * can have claimed it, which shows in the row having been written by this very transaction.
     */
    private static final String DELETE = """
            DELETE FROM axon_tokens WHERE processor = ? AND segment = ?
            AND (owner = ? OR owner IS NULL AND xmin = pg_current_xact_id_if_assigned()::xid)""";

    private static final String REWRITE = """
            UPDATE axon_tokens SET token = ?::jsonb, owner = NULL, claimed_until = NULL
            WHERE processor = ? AND segment = ?""";

    private static final String STORE_ID = "SELECT id FROM axon_token_store";

    private TokenTable() {}

    static List<Row> all(Connection connection, String processor) throws SQLException {
        return rows(connection, ALL, processor);
    }

    static List<Row> allLocked(Connection connection, String processor) throws SQLException {
        return rows(connection, ALL_LOCKED, processor);
    }

    static @Nullable Row oneUnlessLocked(Connection connection, String processor, int segment) throws SQLException {
        List<Row> found = rows(connection, ONE_UNLESS_LOCKED, processor, segment);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** @return whether there was none */
    static boolean insert(Connection connection, String processor, Segment segment, @Nullable TrackingToken token)
            throws SQLException {
        return changes(
                connection, INSERT, processor, segment.getSegmentId(), segment.getMask(), TokenJson.write(token));
    }

    static boolean claim(Connection connection, String processor, int segment, String owner, Duration time)
            throws SQLException {
        return changes(connection, CLAIM, owner, time.toMillis(), processor, segment);
    }

    static boolean extend(Connection connection, String processor, int segment, String owner, Duration time)
            throws SQLException {
        return changes(connection, EXTEND, time.toMillis(), processor, segment, owner);
    }

    static boolean store(
            Connection connection,
            String processor,
            int segment,
            @Nullable TrackingToken token,
            String owner,
            Duration time)
            throws SQLException {
        return changes(connection, STORE, TokenJson.write(token), time.toMillis(), processor, segment, owner);
    }

    static boolean release(Connection connection, String processor, int segment, String owner) throws SQLException {
        return changes(connection, RELEASE, processor, segment, owner);
    }

    static boolean delete(Connection connection, String processor, int segment, String owner) throws SQLException {
        return changes(connection, DELETE, processor, segment, owner);
    }

    /** Whoever owned it owns it no more. */
    static boolean rewrite(Connection connection, String processor, int segment, @Nullable TrackingToken token)
            throws SQLException {
        return changes(connection, REWRITE, TokenJson.write(token), processor, segment);
    }

    static String storeId(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE_ID);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static boolean changes(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate() > 0;
        }
    }

    private static List<Row> rows(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<Row> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row(rows));
            }
            return found;
        }
    }

    private static Row row(ResultSet rows) throws SQLException {
        return new Row(
                rows.getInt(1),
                rows.getInt(2),
                TokenJson.read(rows.getString(3)),
                rows.getString(4),
                rows.getBoolean(5));
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
