package dev.flare.participant;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A local transaction of our own: committed when what is run in it returns, else rolled back. */
final class LocalTransaction {

    @FunctionalInterface
    interface Body<T> {

        T run(Connection connection) throws SQLException;
    }

    private LocalTransaction() {}

    static <T> T run(DataSource dataSource, Body<T> body) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            // What was waited for must be seen afterwards.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try {
                T result = body.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            } finally {
                restore(connection);
            }
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** A pool may hand the connection to others. */
    private static void restore(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
        }
    }
}
