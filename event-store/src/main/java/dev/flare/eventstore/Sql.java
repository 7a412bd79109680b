package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Runs statements, and says of a failure that the store is unavailable: the caller may try again. Not so when the statement or
 * a value in it is at fault.
 */
final class Sql {

    static final long SHORTEST_MILLIS = 1_000;
    private static final long NETWORK_SLACK_MILLIS = 1_000;

    private Sql() {}

    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** The same for one whose patience ends while a server hangs: it neither answers nor hangs up. */
    static <T> T within(Duration patience, DataSource dataSource, Work<T> work) {
        return with(dataSource, connection -> {
            int before = connection.getNetworkTimeout();
            limit(connection, patience);
            T result = work.run(connection);
            connection.setNetworkTimeout(Runnable::run, before);
            return result;
        });
    }

    /** From now on silence that lasts longer than patience breaks the connection. */
    static void limit(Connection connection, Duration patience) throws SQLException {
        long millis = Math.max(SHORTEST_MILLIS, patience.toMillis()) + NETWORK_SLACK_MILLIS;
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
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
