package dev.flare.examples.billing;

import dev.flare.participant.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The service's own work, and its undoing. */
final class Invoices {

    private static final String ISSUE = "INSERT INTO invoices (transaction_id, amount) VALUES (?, ?)";

    private static final String TAKE_BACK = """
            INSERT INTO credit_notes (invoice, transaction_id)
            SELECT number, transaction_id FROM invoices WHERE transaction_id = ?
            """;

    private static final String IN_FORCE = """
            SELECT (SELECT count(*) FROM invoices WHERE transaction_id = ?)
                 - (SELECT count(*) FROM credit_notes WHERE transaction_id = ?)
            """;

    private final DataSource dataSource;

    Invoices(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static void issue(Connection connection, String transactionId, long amount) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ISSUE)) {
            statement.setString(1, transactionId);
            statement.setLong(2, amount);
            statement.executeUpdate();
        }
    }

    static void takeBack(Connection connection, String transactionId, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_BACK)) {
            statement.setString(1, transactionId);
            statement.executeUpdate();
        }
    }

    /** How many invoices of a transaction are not taken back. */
    long inForce(String transactionId) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(IN_FORCE)) {
            statement.setString(1, transactionId);
            statement.setString(2, transactionId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
