package dev.flare.saga.lists;

import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The rows of canaries among those of the transactions. Their events stay; the rows go after a while. */
public final class CanaryRows {

    private static final String OPEN = """
            SELECT state FROM supervised WHERE type = ? AND status IN ('RUNNING', 'HALTED') ORDER BY position LIMIT ?""";

    private static final String LATEST = "SELECT state FROM supervised WHERE type = ? ORDER BY position DESC LIMIT ?";

    // Ids of canaries differ in their digits alone, so they are in order by every collation.
    private static final String FORGET = """
            WITH gone AS (
                DELETE FROM supervised WHERE type = ? AND transaction_id < ? AND status NOT IN ('RUNNING', 'HALTED')
                RETURNING transaction_id, position),
            alerts AS (
                DELETE FROM raised r USING gone WHERE r.type = ? AND r.transaction_id = gone.transaction_id)
            DELETE FROM supervised_participant p USING gone WHERE p.participant = ? AND p.position = gone.position""";

    private static final int AT_ONCE = 100;

    private final DataSource database;

    public CanaryRows(DataSource database) {
        this.database = database;
    }

    /** Those that nobody has ended, the oldest first. */
    public List<Transaction> open() throws SQLException {
        return read(OPEN);
    }

    /** The last ones, newest first. */
    public List<Transaction> latest() throws SQLException {
        return read(LATEST);
    }

    private List<Transaction> read(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, CanaryDecision.TYPE);
            statement.setInt(2, AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                List<Transaction> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(TransactionJson.read(rows.getString(1)));
                }
                return found;
            }
        }
    }

    /** Removes the rows of those that ended and whose ids come before another. */
    public void forgetBefore(String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setString(1, CanaryDecision.TYPE);
            statement.setString(2, id);
            statement.setString(3, CanaryDecision.TYPE);
            statement.setString(4, CanaryDecision.PARTICIPANT);
            statement.executeUpdate();
        }
    }
}
