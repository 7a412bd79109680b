package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Runs statements, and says of a failure that the store is unavailable: the caller may try again. Not so when the statement or
 * a value in it is at fault.
 */
final class Sql {

    private Sql() {}

    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    static <T> T with(DataSource dataSource, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.startsWith("22")) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            if (state.startsWith("42")) {
                throw new IllegalStateException("the schema or the role is not what the store needs", e);
            }
            throw new StoreUnavailableException("the event store's database does not answer: " + e.getMessage(), e);
        }
    }
}
