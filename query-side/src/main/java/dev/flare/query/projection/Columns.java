package dev.flare.query.projection;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Gives many rows to a statement as one array per column, for {@code unnest}. */
final class Columns<R> {

    private final Connection connection;
    private final PreparedStatement statement;
    private final Collection<R> rows;
    private int next;

    Columns(Connection connection, PreparedStatement statement, Collection<R> rows, int first) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.next = first;
    }

    void text(Function<R, @Nullable String> value) throws SQLException {
        set("text", value, String[]::new);
    }

    void numbers(Function<R, @Nullable Long> value) throws SQLException {
        set("bigint", value, Long[]::new);
    }

    void integers(Function<R, Integer> value) throws SQLException {
        set("integer", value, Integer[]::new);
    }

    void wide(Function<R, BigInteger> value) throws SQLException {
        set("numeric", row -> value.apply(row).toString(), String[]::new);
    }

    void instants(Function<R, Instant> value) throws SQLException {
        set("timestamptz", row -> value.apply(row).toString(), String[]::new);
    }

    private <T> void set(String type, Function<R, @Nullable T> value, IntFunction<T[]> array) throws SQLException {
        T[] values = rows.stream().map(value).toArray(array);
        statement.setArray(next++, connection.createArrayOf(type, values));
    }

    void write() throws SQLException {
        if (!rows.isEmpty()) {
            statement.executeUpdate();
        }
    }
}
