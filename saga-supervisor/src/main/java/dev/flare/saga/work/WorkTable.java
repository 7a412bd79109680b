package dev.flare.saga.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of work. Every method works inside the caller's transaction. */
public final class WorkTable {

    private static final String REMOVE = """
            DELETE FROM work w WHERE w.transaction_id = ANY (?) AND NOT EXISTS (
                SELECT FROM unnest(?, ?, ?) AS wanted (queue, transaction_id, subject)
                WHERE wanted.transaction_id = w.transaction_id AND wanted.queue = w.queue AND wanted.subject = w.subject)""";

    private static final String ADD = """
            INSERT INTO work (queue, transaction_id, subject, wanted_at, due_at)
            SELECT queue, transaction_id, subject, wanted_at, wanted_at
            FROM unnest(?, ?, ?, ?) AS wanted (queue, transaction_id, subject, wanted_at)
            ON CONFLICT (transaction_id, queue, subject) DO UPDATE
            SET wanted_at = EXCLUDED.wanted_at, due_at = EXCLUDED.wanted_at, attempts = 0, failure = NULL
            WHERE work.wanted_at <> EXCLUDED.wanted_at""";

    // Materialized: a subquery may be run again for each row that it is joined with, and would then take more each
    // time.
    private static final String CLAIM = """
            WITH next AS MATERIALIZED (
                SELECT transaction_id, queue, subject FROM work
                WHERE queue = ? AND due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
            UPDATE work w SET due_at = ?, attempts = attempts + 1 FROM next
            WHERE w.transaction_id = next.transaction_id AND w.queue = next.queue AND w.subject = next.subject
            RETURNING w.queue, w.transaction_id, w.subject, w.attempts, w.failure""";

    private static final String PUT_OFF = """
            UPDATE work SET due_at = ?, failure = ? WHERE transaction_id = ? AND queue = ? AND subject = ?""";

    private static final String NEXT = "SELECT min(due_at) FROM work WHERE queue = ?";

    private static final String PENDING = """
            SELECT transaction_id, queue, subject, attempts, due_at, failure FROM work
            WHERE transaction_id = ANY (?) ORDER BY transaction_id, queue, subject""";

    private static final String EMPTY = "DELETE FROM work";

    private WorkTable() {}

    /** Makes the work of some transactions what it should be; what stays as it was keeps its attempts. */
    public static void replace(Connection connection, Collection<String> transactionIds, List<Work> wanted)
            throws SQLException {
        String[] queues = wanted.stream().map(Work::queue).toArray(String[]::new);
        String[] ids = wanted.stream().map(Work::transactionId).toArray(String[]::new);
        String[] subjects = wanted.stream().map(Work::subject).toArray(String[]::new);
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setArray(1, connection.createArrayOf("text", transactionIds.toArray()));
            setTexts(connection, remove, 2, queues, ids, subjects);
            remove.executeUpdate();
        }
        if (wanted.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            setTexts(connection, add, 1, queues, ids, subjects);
            Object[] instants = wanted.stream()
                    .map(one -> timestamp(one.wantedAt()).toString())
                    .toArray();
            add.setArray(4, connection.createArrayOf("timestamptz", instants));
            add.executeUpdate();
        }
    }

    private static void setTexts(Connection connection, PreparedStatement statement, int from, String[]... columns)
            throws SQLException {
        for (int i = 0; i < columns.length; i++) {
            statement.setArray(from + i, connection.createArrayOf("text", columns[i]));
        }
    }

    /** Takes what is due, for a time; who does not finish it by then may find that another has taken it. */
    static List<Claimed> claim(Connection connection, String queue, int most, Instant now, Instant until)
            throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, queue);
            claim.setObject(2, timestamp(now));
            claim.setInt(3, most);
            claim.setObject(4, timestamp(until));
            try (ResultSet rows = claim.executeQuery()) {
                List<Claimed> claimed = new ArrayList<>();
                while (rows.next()) {
                    claimed.add(new Claimed(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getInt(4),
                            rows.getString(5)));
                }
                return claimed;
            }
        }
    }

    /** Tries again later. */
    static void putOff(Connection connection, Claimed work, Instant until, @Nullable String failure)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_OFF)) {
            statement.setObject(1, timestamp(until));
            statement.setString(2, failure);
            statement.setString(3, work.transactionId());
            statement.setString(4, work.queue());
            statement.setString(5, work.subject());
            statement.executeUpdate();
        }
    }

    /** When the next work of a queue falls due. */
    static Optional<Instant> nextDue(Connection connection, String queue) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setString(1, queue);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return Optional.ofNullable(rows.getObject(1, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
            }
        }
    }

    /** What is still to be done for some transactions. */
    public static List<Pending> pending(Connection connection, Collection<String> transactionIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PENDING)) {
            statement.setArray(1, connection.createArrayOf("text", transactionIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                List<Pending> pending = new ArrayList<>();
                while (rows.next()) {
                    pending.add(new Pending(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getInt(4),
                            rows.getObject(5, OffsetDateTime.class).toInstant(),
                            rows.getString(6)));
                }
                return pending;
            }
        }
    }

    /** Forgets all of it, to be made anew. */
    public static void empty(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EMPTY)) {
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
