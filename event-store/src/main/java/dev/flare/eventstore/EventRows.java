package dev.flare.eventstore;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Events as one value for the database, an array of its type {@code event_row}, in the bytes that PostgreSQL takes for binary.
 * Neither side has to make text of it.
 */
final class EventRows {

    /**
     * What the types are called in one database.
     *
     * @param row {@code event_row}
     * @param array {@code event_row[]}
     */
    record Types(int row, int array) {

        private static final String FIND = "SELECT 'event_row'::regtype::oid, 'event_row[]'::regtype::oid";

        static Types of(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(FIND);
                    ResultSet found = statement.executeQuery()) {
                found.next();
                return new Types((int) found.getLong(1), (int) found.getLong(2));
            }
        }
    }

    private static final int COLUMNS = 9;

    /** Dimensions, whether there are nulls, type of the elements, their number, number of the first. */
    private static final int ARRAY_HEADER = 5 * Integer.BYTES;

    private static final int ELEMENT_TYPE = 2 * Integer.BYTES;
    private static final int EMPTY_ARRAY = 3 * Integer.BYTES;

    /** A column's type and length. */
    private static final int COLUMN = 2 * Integer.BYTES;

    /** All but the texts: these have their lengths with them, and the number of tags. */
    private static final int ROW =
            2 * Integer.BYTES + COLUMNS * COLUMN + Long.BYTES + 2 * Long.BYTES + 2 * Hash.LENGTH + ARRAY_HEADER;

    private final ByteBuffer bytes;

    EventRows(Iterable<KeyedEvent> events) {
        int number = 0;
        int size = ARRAY_HEADER;
        for (KeyedEvent event : events) {
            number++;
            size = Math.addExact(size, ROW + event.texts().bytes().length);
        }
        this.bytes = ByteBuffer.allocate(size);
        bytes.putInt(1).putInt(0).putInt(0).putInt(number).putInt(1);
    }

    void add(KeyedEvent event, long position, Hash previous, Hash hash) {
        EventTexts texts = event.texts();
        int begin = bytes.position();
        bytes.putInt(0).putInt(COLUMNS);
        bytes.putInt(Oid.INT8).putInt(Long.BYTES).putLong(position);
        UUID id = event.event().id();
        bytes.putInt(Oid.UUID)
                .putInt(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        text(texts, 0, texts.version());
        text(texts, texts.version(), texts.tags());
        tags(event.tagKeys().length, texts);
        text(texts, texts.metadata(), texts.payload());
        text(texts, texts.payload(), texts.bytes().length);
        bytes.putInt(Oid.BYTEA).putInt(Hash.LENGTH).put(previous.bytes());
        bytes.putInt(Oid.BYTEA).putInt(Hash.LENGTH).put(hash.bytes());
        bytes.putInt(begin, bytes.position() - begin - Integer.BYTES);
    }

    private void text(EventTexts texts, int from, int to) {
        bytes.putInt(Oid.TEXT).put(texts.bytes(), from, to - from);
    }

    private void tags(int number, EventTexts texts) {
        int from = texts.tags() + Integer.BYTES;
        int length = texts.metadata() - from;
        bytes.putInt(Oid.TEXT_ARRAY);
        if (number == 0) {
            bytes.putInt(EMPTY_ARRAY).putInt(0).putInt(0).putInt(Oid.TEXT);
        } else {
            bytes.putInt(ARRAY_HEADER + length);
            bytes.putInt(1).putInt(0).putInt(Oid.TEXT).putInt(number).putInt(1);
            bytes.put(texts.bytes(), from, length);
        }
    }

    Array array(Connection connection, Types types) throws SQLException {
        bytes.putInt(ELEMENT_TYPE, types.row());
        byte[] all =
                bytes.position() == bytes.capacity() ? bytes.array() : Arrays.copyOf(bytes.array(), bytes.position());
        return new PgArray(connection.unwrap(BaseConnection.class), types.array(), all);
    }
}
