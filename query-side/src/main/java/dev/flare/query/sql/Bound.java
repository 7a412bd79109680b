package dev.flare.query.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement whose parameters are given one after the other, and read to its end. */
public final class Bound {

    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet rows) throws SQLException;
    }

    @FunctionalInterface
    public interface Binder {
        void bind(Bound bound) throws SQLException;
    }

    private final Connection connection;
    private final PreparedStatement statement;
    private int next = 1;

    private Bound(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    public static <T> List<T> list(Connection connection, String sql, Binder binder, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(new Bound(connection, statement));
            try (ResultSet rows = statement.executeQuery()) {
                List<T> list = new ArrayList<>();
                while (rows.next()) {
                    list.add(row.read(rows));
                }
                return list;
            }
        }
    }

    public static <T> Optional<T> first(Connection connection, String sql, Binder binder, Row<T> row)
            throws SQLException {
        return list(connection, sql, binder, row).stream().findFirst();
    }

    public Bound text(@Nullable String value) throws SQLException {
        statement.setString(next++, value);
        return this;
    }

    public Bound number(@Nullable Long value) throws SQLException {
        statement.setObject(next++, value, java.sql.Types.BIGINT);
        return this;
    }

    public Bound number(int value) throws SQLException {
        statement.setInt(next++, value);
        return this;
    }

    public Bound instant(@Nullable Instant value) throws SQLException {
        OffsetDateTime time = value == null ? null : value.atOffset(ZoneOffset.UTC);
        statement.setObject(next++, time, java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
        return this;
    }

    public Bound texts(String[] values) throws SQLException {
        statement.setArray(next++, connection.createArrayOf("text", values));
        return this;
    }

    public Bound numbers(Long[] values) throws SQLException {
        statement.setArray(next++, connection.createArrayOf("bigint", values));
        return this;
    }

    /** A timestamp that is never null. */
    public static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
