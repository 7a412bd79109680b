package dev.flare.participant;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The row of one participant, and with each change of it the report in the outbox: one statement, so never one of the two. */
final class ParticipationRows {

    private static final String QUEUE = """
            INSERT INTO flare_outbox (transaction_id, participant, state, reason)
            SELECT transaction_id, participant, ?, ? FROM changed
            """;

    /** Waits for whoever inserts the same row at this moment, until he commits or rolls back. */
    private static final String START = """
            INSERT INTO flare_participation (transaction_id, participant, has_started) VALUES (?, ?, true)
            ON CONFLICT DO NOTHING
            RETURNING transaction_id, participant
            """;

    private static final String START_AGAIN = """
            UPDATE flare_participation
               SET has_started = true, has_failed = false, reason = NULL, changed_at = clock_timestamp()
             WHERE transaction_id = ? AND participant = ? AND has_failed AND NOT has_completed AND NOT has_compensated
            RETURNING transaction_id, participant
            """;

    private static final String COMPLETE = """
            UPDATE flare_participation SET has_completed = true, changed_at = clock_timestamp()
             WHERE transaction_id = ? AND participant = ?
               AND has_started AND NOT has_completed AND NOT has_failed AND NOT has_compensated
            RETURNING transaction_id, participant
            """;

    private static final String FAIL = """
            INSERT INTO flare_participation AS one (transaction_id, participant, has_failed, reason) VALUES (?, ?, true, ?)
            ON CONFLICT (transaction_id, participant)
            DO UPDATE SET has_failed = true, reason = excluded.reason, changed_at = clock_timestamp()
             WHERE NOT one.has_completed AND NOT one.has_failed AND NOT one.has_compensated
            RETURNING transaction_id, participant
            """;

    private static final String COMPENSATE_UNSEEN = """
            INSERT INTO flare_participation (transaction_id, participant, has_compensated) VALUES (?, ?, true)
            ON CONFLICT DO NOTHING
            RETURNING transaction_id, participant
            """;

    private static final String COMPENSATE = """
            UPDATE flare_participation SET has_compensated = true, changed_at = clock_timestamp()
             WHERE transaction_id = ? AND participant = ?
            RETURNING transaction_id, participant
            """;

    private static final String READ = """
            SELECT has_started, has_completed, has_failed, has_compensated
              FROM flare_participation WHERE transaction_id = ? AND participant = ?
            """;

    private final String participant;

    ParticipationRows(String participant) {
        this.participant = participant;
    }

    boolean start(Connection connection, String id, boolean reported) throws SQLException {
        return change(connection, START, id, reported ? ReportedState.STARTED : null);
    }

    boolean startAgain(Connection connection, String id) throws SQLException {
        return change(connection, START_AGAIN, id, ReportedState.STARTED);
    }

    boolean complete(Connection connection, String id) throws SQLException {
        return change(connection, COMPLETE, id, ReportedState.COMPLETED);
    }

    boolean fail(Connection connection, String id, String reason) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("WITH changed AS (" + FAIL + ") " + QUEUE)) {
            statement.setString(1, id);
            statement.setString(2, participant);
            statement.setString(3, reason);
            statement.setString(4, ReportedState.FAILED.name());
            statement.setString(5, reason);
            return statement.executeUpdate() == 1;
        }
    }

    boolean compensateUnseen(Connection connection, String id, boolean reported) throws SQLException {
        return change(connection, COMPENSATE_UNSEEN, id, reported ? ReportedState.COMPENSATED : null);
    }

    boolean compensate(Connection connection, String id, boolean reported) throws SQLException {
        return change(connection, COMPENSATE, id, reported ? ReportedState.COMPENSATED : null);
    }

    private boolean change(Connection connection, String change, String id, @Nullable ReportedState report)
            throws SQLException {
        String sql = report == null
                ? "WITH changed AS (" + change + ") SELECT count(*) FROM changed"
                : "WITH changed AS (" + change + "), queued AS (" + QUEUE + "RETURNING 1) SELECT count(*) FROM queued";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setString(2, participant);
            if (report != null) {
                statement.setString(3, report.name());
                statement.setString(4, null);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getLong(1) == 1;
            }
        }
    }

    Optional<Row> read(Connection connection, String id) throws SQLException {
        return read(connection, READ, id);
    }

    /** Nobody else changes it until this transaction ends. */
    Optional<Row> lock(Connection connection, String id) throws SQLException {
        return read(connection, READ + "FOR UPDATE", id);
    }

    private Optional<Row> read(Connection connection, String sql, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setString(2, participant);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                new Row(rows.getBoolean(1), rows.getBoolean(2), rows.getBoolean(3), rows.getBoolean(4)))
                        : Optional.empty();
            }
        }
    }
}
