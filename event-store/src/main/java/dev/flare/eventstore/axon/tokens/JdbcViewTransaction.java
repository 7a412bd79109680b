package dev.flare.eventstore.axon.tokens;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A transaction on a connection of its own. */
final class JdbcViewTransaction implements ViewTransaction {

    @FunctionalInterface
    interface Work<T> {
        @Nullable
        T on(Connection connection) throws SQLException;
    }

    private final Connection connection;

    private JdbcViewTransaction(Connection connection) {
        this.connection = connection;
    }

    static ViewTransaction begin(DataSource views) throws SQLException {
        Connection connection = views.getConnection();
        try {
            connection.setAutoCommit(false);
            return new JdbcViewTransaction(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static <T> @Nullable T with(DataSource views, Work<T> work) throws SQLException {
        ViewTransaction transaction = begin(views);
        @Nullable T done;
        try {
            done = work.on(transaction.connection());
        } catch (SQLException | RuntimeException e) {
            transaction.rollback();
            throw e;
        }
        transaction.commit();
        return done;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void commit() throws SQLException {
        try (connection) {
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void rollback() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
