package dev.flare.saga.following;

import dev.flare.messages.shared.Region;
import dev.flare.saga.transaction.Row;
import dev.flare.saga.transaction.TransferSaga;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** A region's own rows of the transactions in which it takes part, written in the very transactions that did the work. */
final class ParticipationRows {

    private static final String OF = """
            SELECT transaction_id, has_started, has_completed, has_failed, has_compensated
            FROM participation WHERE transaction_id = ANY (?) AND participant = ?""";

    private final Region region;
    private final DataSource database;

    ParticipationRows(Region region, DataSource database) {
        this.region = region;
        this.database = database;
    }

    /** By transaction; none for one that has no row. */
    Map<String, Row> of(Collection<String> transactions) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(OF)) {
            select.setArray(1, connection.createArrayOf("text", transactions.toArray()));
            select.setString(2, TransferSaga.participant(region));
            try (ResultSet found = select.executeQuery()) {
                Map<String, Row> rows = new HashMap<>();
                while (found.next()) {
                    rows.put(
                            found.getString(1),
                            new Row(
                                    found.getBoolean(2),
                                    found.getBoolean(3),
                                    found.getBoolean(4),
                                    found.getBoolean(5)));
                }
                return rows;
            }
        }
    }
}
