package dev.flare.eventstore;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.postgresql.PGConnection;

/** A statement's parameters, one after the other. */
final class Parameters {

    private final Connection connection;
    private final PreparedStatement statement;
    private int bound;

    Parameters(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    Parameters add(long value) throws SQLException {
        statement.setLong(++bound, value);
        return this;
    }

    Parameters add(int value) throws SQLException {
        statement.setInt(++bound, value);
        return this;
    }

    /** In the driver's binary form, without a text of it. */
    Parameters add(long[] values) throws SQLException {
        statement.setArray(++bound, connection.unwrap(PGConnection.class).createArrayOf("int8", values));
        return this;
    }

    Parameters add(String value) throws SQLException {
        statement.setString(++bound, value);
        return this;
    }

    Parameters add(UUID value) throws SQLException {
        statement.setObject(++bound, value);
        return this;
    }

    Parameters add(Instant value) throws SQLException {
        statement.setObject(++bound, EventReader.timestamp(value));
        return this;
    }

    Parameters add(Hash value) throws SQLException {
        statement.setBytes(++bound, value.bytes());
        return this;
    }

    Parameters add(Array value) throws SQLException {
        statement.setArray(++bound, value);
        return this;
    }

    /** Arrays of the very type are sent as they are; from an array of objects the driver would write and escape a text. */
    Parameters add(String elementType, Object[] values) throws SQLException {
        statement.setArray(++bound, connection.createArrayOf(elementType, values));
        return this;
    }
}
