package dev.flare.participant.report;

import dev.flare.participant.Answer;
import dev.flare.participant.Report;
import dev.flare.participant.ReportedState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The reports that wait, and those that were refused for good: what an operator of the service looks at. */
public final class Outbox {

    /** The code of a report that was not sent because an earlier one of the same participant was refused. */
    public static final String NOT_SENT = "NOT_SENT";

    /** What is counted: enough to see that it is far too much. */
    private static final int COUNTED_MAX = 10_000;

    /**
     * The first of each transaction that is due. Another sender's are locked and left out, and those behind them are no first
     * ones, so that order is kept. Work in the same transaction holds its row, so that ids are in the order of the commits.
     */
    private static final String CLAIM = """
            SELECT one.id, one.transaction_id, one.participant, one.state, one.reason, one.attempts,
                   EXISTS (SELECT FROM flare_outbox earlier
                            WHERE earlier.transaction_id = one.transaction_id AND earlier.id < one.id
                              AND earlier.participant = one.participant
                              AND earlier.refused_at IS NOT NULL AND earlier.refused_code <> 'TX_HALTED')
              FROM flare_outbox one
             WHERE one.refused_at IS NULL AND one.next_attempt_at <= now()
               AND NOT EXISTS (SELECT FROM flare_outbox earlier
                                WHERE earlier.transaction_id = one.transaction_id AND earlier.id < one.id
                                  AND earlier.refused_at IS NULL)
             ORDER BY one.next_attempt_at, one.id
             LIMIT ?
               FOR UPDATE OF one SKIP LOCKED
            """;

    private static final String TAKEN = "DELETE FROM flare_outbox WHERE id = ?";

    private static final String REFUSED = """
            UPDATE flare_outbox SET attempts = attempts + 1, refused_at = clock_timestamp(), refused_status = ?,
                   refused_code = ?, last_answer = ?
             WHERE id = ?
            """;

    /** Those behind it wait with it, so that nobody looks at them in vain. */
    private static final String NOT_NOW = """
            UPDATE flare_outbox SET attempts = attempts + CASE id WHEN ? THEN 1 ELSE 0 END,
                   last_answer = CASE id WHEN ? THEN ? ELSE last_answer END,
                   next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
             WHERE transaction_id = ? AND id >= ? AND refused_at IS NULL
            """;

    private static final String REFUSED_ONES = """
            SELECT transaction_id, participant, state, reason, recorded_at, refused_at, refused_status, refused_code,
                   coalesce(last_answer, '')
              FROM flare_outbox WHERE refused_at IS NOT NULL ORDER BY refused_at, id LIMIT ?
            """;

    /** Waits for a sender that has one of them in hand. */
    private static final String LOCK = "SELECT id FROM flare_outbox WHERE transaction_id = ? ORDER BY id FOR UPDATE";

    private static final String SEND_AGAIN = """
            UPDATE flare_outbox SET refused_at = NULL, refused_status = NULL, refused_code = NULL, attempts = 0,
                   next_attempt_at = clock_timestamp()
             WHERE transaction_id = ? AND refused_at IS NOT NULL
            """;

    private static final String FORGET =
            "DELETE FROM flare_outbox WHERE refused_at < clock_timestamp() - ? * interval '1 second'";

    private static final String COUNTS = """
            SELECT (SELECT count(*) FROM (SELECT FROM flare_outbox WHERE refused_at IS NULL LIMIT ?) one),
                   (SELECT count(*) FROM (SELECT FROM flare_outbox WHERE refused_at IS NOT NULL LIMIT ?) one),
                   (SELECT recorded_at FROM flare_outbox WHERE refused_at IS NULL ORDER BY id LIMIT 1)
            """;

    /**
     * @param waiting how many wait, 10 000 for more
     * @param refused how many were refused for good and are kept, 10 000 for more
     * @param oldest since when the one waits that was recorded first; the epoch when none does
     */
    record Counts(long waiting, long refused, Instant oldest) {}

    private final DataSource dataSource;

    public Outbox(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Those refused for good, the first one first. */
    public List<RefusedReport> refused(int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(REFUSED_ONES)) {
            statement.setInt(1, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<RefusedReport> refused = new ArrayList<>();
                while (rows.next()) {
                    refused.add(refused(rows));
                }
                return refused;
            }
        }
    }

    /**
     * Sends again, in order, what was refused of a transaction: after an operator has let it go on, or when it was registered too
     * late.
     *
     * @return how many
     */
    public int sendAgain(String transactionId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement(LOCK);
                    PreparedStatement update = connection.prepareStatement(SEND_AGAIN)) {
                lock.setString(1, transactionId);
                lock.execute();
                update.setString(1, transactionId);
                int again = update.executeUpdate();
                connection.commit();
                return again;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Removes what was refused longer ago than this. */
    public int forget(Duration olderThan) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setLong(1, olderThan.toSeconds());
            return statement.executeUpdate();
        }
    }

    Counts counts() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNTS)) {
            statement.setInt(1, COUNTED_MAX);
            statement.setInt(2, COUNTED_MAX);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                Timestamp oldest = rows.getTimestamp(3);
                return new Counts(
                        rows.getLong(1), rows.getLong(2), oldest == null ? Instant.EPOCH : oldest.toInstant());
            }
        }
    }

    /** Locks the next report of so many transactions until the connection's transaction ends. */
    static List<WaitingReport> claim(Connection connection, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setInt(1, most);
            try (ResultSet rows = statement.executeQuery()) {
                List<WaitingReport> claimed = new ArrayList<>();
                while (rows.next()) {
                    claimed.add(
                            new WaitingReport(rows.getLong(1), report(rows, 2), rows.getInt(6), rows.getBoolean(7)));
                }
                return claimed;
            }
        }
    }

    /** Writes what became of a report that was claimed. */
    static void settle(Connection connection, WaitingReport one, Answer answer, Duration pause) throws SQLException {
        switch (answer) {
            case Answer.Taken taken -> taken(connection, one);
            case Answer.Refused refused -> refused(connection, one, refused);
            case Answer.NotNow notNow -> notNow(connection, one, notNow, pause);
        }
    }

    private static void taken(Connection connection, WaitingReport one) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
            statement.setLong(1, one.id());
            statement.executeUpdate();
        }
    }

    private static void refused(Connection connection, WaitingReport one, Answer.Refused refused) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFUSED)) {
            statement.setInt(1, refused.status());
            statement.setString(2, refused.code());
            statement.setString(3, refused.text());
            statement.setLong(4, one.id());
            statement.executeUpdate();
        }
    }

    private static void notNow(Connection connection, WaitingReport one, Answer.NotNow notNow, Duration pause)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOT_NOW)) {
            statement.setLong(1, one.id());
            statement.setLong(2, one.id());
            statement.setString(3, notNow.why());
            statement.setLong(4, pause.toMillis());
            statement.setString(5, one.report().transactionId());
            statement.setLong(6, one.id());
            statement.executeUpdate();
        }
    }

    private static RefusedReport refused(ResultSet rows) throws SQLException {
        return new RefusedReport(
                report(rows, 1),
                rows.getTimestamp(5).toInstant(),
                rows.getTimestamp(6).toInstant(),
                rows.getInt(7),
                rows.getString(8),
                rows.getString(9));
    }

    private static Report report(ResultSet rows, int first) throws SQLException {
        return new Report(
                rows.getString(first),
                rows.getString(first + 1),
                ReportedState.valueOf(rows.getString(first + 2)),
                rows.getString(first + 3));
    }
}
