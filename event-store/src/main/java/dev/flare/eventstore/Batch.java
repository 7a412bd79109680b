package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Some appends as the rows they become behind a given head, and the statement that writes them. */
final class Batch {

    private static final String TAG_SEPARATOR = "\u001f";

    final List<PendingAppend> appends;
    final Head from;
    final Head to;
    private final List<StoredEvent> rows;

    /** @param recordedAt later than {@code from}'s clock */
    Batch(List<PendingAppend> appends, Head from, Instant recordedAt) {
        this.appends = appends;
        this.from = from;
        this.rows = rows(appends, from, recordedAt);
        StoredEvent last = rows.getLast();
        this.to = new Head(last.position(), last.hash(), recordedAt);
    }

    private static List<StoredEvent> rows(List<PendingAppend> appends, Head from, Instant recordedAt) {
        List<StoredEvent> rows = new ArrayList<>();
        long position = from.position();
        Hash previous = from.hash();
        for (PendingAppend append : appends) {
            for (NewEvent event : append.events) {
                StoredEvent row = row(event, ++position, recordedAt, previous);
                rows.add(row);
                previous = row.hash();
            }
        }
        return rows;
    }

    private static StoredEvent row(NewEvent event, long position, Instant recordedAt, Hash previous) {
        StoredEvent unhashed = new StoredEvent(
                position,
                event.id(),
                recordedAt,
                event.type(),
                event.version(),
                event.tags(),
                Metadata.write(event.metadata()),
                event.payload(),
                previous,
                Hash.ZERO);
        return unhashed.withHash(HashChain.hashOf(unhashed));
    }

    /**
     * Writes all of it, or nothing.
     *
     * @return false when the head is not where this batch starts
     */
    boolean write(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Statements.APPEND)) {
            bindHead(statement);
            bindEvents(connection, statement);
            bindTags(connection, statement);
            try (ResultSet moved = statement.executeQuery()) {
                return moved.next();
            }
        }
    }

    private void bindHead(PreparedStatement statement) throws SQLException {
        statement.setLong(1, to.position());
        statement.setBytes(2, to.hash().bytes());
        statement.setObject(3, EventReader.timestamp(to.clock()));
        statement.setLong(4, from.position());
        statement.setBytes(5, from.hash().bytes());
        statement.setObject(6, EventReader.timestamp(from.clock()));
    }

    private void bindEvents(Connection connection, PreparedStatement statement) throws SQLException {
        statement.setArray(7, connection.createArrayOf("int8", column(StoredEvent::position, Long[]::new)));
        statement.setArray(8, connection.createArrayOf("uuid", column(StoredEvent::id, UUID[]::new)));
        statement.setArray(9, connection.createArrayOf("text", column(StoredEvent::type, String[]::new)));
        statement.setArray(10, connection.createArrayOf("text", column(StoredEvent::version, String[]::new)));
        statement.setArray(
                11,
                connection.createArrayOf("text", column(row -> String.join(TAG_SEPARATOR, row.tags()), String[]::new)));
        statement.setArray(12, connection.createArrayOf("text", column(StoredEvent::metadata, String[]::new)));
        statement.setArray(13, connection.createArrayOf("text", column(StoredEvent::payload, String[]::new)));
        statement.setArray(14, connection.createArrayOf("bytea", hashes(StoredEvent::previousHash)));
        statement.setArray(15, connection.createArrayOf("bytea", hashes(StoredEvent::hash)));
    }

    private void bindTags(Connection connection, PreparedStatement statement) throws SQLException {
        List<Long> tags = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (StoredEvent row : rows) {
            int type = Keys.type(row.type());
            for (String tag : row.tags()) {
                tags.add(Keys.tag(tag));
                types.add(type);
                positions.add(row.position());
            }
        }
        statement.setArray(16, connection.createArrayOf("int8", tags.toArray(Long[]::new)));
        statement.setArray(17, connection.createArrayOf("int4", types.toArray(Integer[]::new)));
        statement.setArray(18, connection.createArrayOf("int8", positions.toArray(Long[]::new)));
    }

    /** Arrays of the very type are sent as they are; from an array of objects the driver would write and escape a text. */
    private <T> T[] column(Function<StoredEvent, T> field, IntFunction<T[]> array) {
        return rows.stream().map(field).toArray(array);
    }

    private byte[][] hashes(Function<StoredEvent, Hash> field) {
        return rows.stream().map(row -> field.apply(row).bytes()).toArray(byte[][]::new);
    }

    /**
     * Whether an event is the first of these rows: then all of them are in the database. The hash decides and not the id,
     * for somebody may have given the same event to another process too.
     */
    boolean startsWith(StoredEvent event) {
        return rows.getFirst().hash().equals(event.hash());
    }

    int size() {
        return rows.size();
    }
}
