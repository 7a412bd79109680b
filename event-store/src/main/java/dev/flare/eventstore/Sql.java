package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs statements, and says of a failure that the store is unavailable: the caller may try again. */
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
            if (e.getSQLState() != null && e.getSQLState().startsWith("22")) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            throw new StoreUnavailableException("the event store's database does not answer: " + e.getMessage(), e);
        }
    }
}
