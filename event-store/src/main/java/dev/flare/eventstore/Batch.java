package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /** What became of an attempt to write a batch: all of it is in the database, or nothing. */
    sealed interface Attempt permits Written, HeadMoved, Taken {}

    record Written() implements Attempt {}

    /** The head is not where the batch starts. */
    record HeadMoved() implements Attempt {}

    /** Events of old carry these tags, which only one event may carry. */
    record Taken(Set<String> tags) implements Attempt {}

    Attempt write(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Statements.APPEND)) {
            bindUnique(connection, statement);
            bindHead(statement);
            bindEvents(connection, statement);
            bindTags(connection, statement);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return attempt(answer);
            }
        }
    }

    private static Attempt attempt(ResultSet answer) throws SQLException {
        if (answer.getObject(1) != null) {
            return new Written();
        }
        Set<String> taken = Set.copyOf(List.of((String[]) answer.getArray(2).getArray()));
        return taken.isEmpty() ? new HeadMoved() : new Taken(taken);
    }

    private void bindUnique(Connection connection, PreparedStatement statement) throws SQLException {
        List<String> tags = new ArrayList<>();
        appends.forEach(append -> tags.addAll(append.uncheckedTags));
        statement.setArray(1, connection.createArrayOf("text", tags.toArray(String[]::new)));
        statement.setArray(
                2, connection.createArrayOf("int8", tags.stream().map(Keys::tag).toArray(Long[]::new)));
    }

    private void bindHead(PreparedStatement statement) throws SQLException {
        statement.setLong(3, to.position());
        statement.setBytes(4, to.hash().bytes());
        statement.setObject(5, EventReader.timestamp(to.clock()));
        statement.setLong(6, from.position());
        statement.setBytes(7, from.hash().bytes());
        statement.setObject(8, EventReader.timestamp(from.clock()));
    }

    private void bindEvents(Connection connection, PreparedStatement statement) throws SQLException {
        statement.setArray(9, connection.createArrayOf("int8", column(StoredEvent::position, Long[]::new)));
        statement.setArray(10, connection.createArrayOf("uuid", column(StoredEvent::id, UUID[]::new)));
        statement.setArray(11, connection.createArrayOf("text", column(StoredEvent::type, String[]::new)));
        statement.setArray(12, connection.createArrayOf("text", column(StoredEvent::version, String[]::new)));
        statement.setArray(
                13,
                connection.createArrayOf("text", column(row -> String.join(TAG_SEPARATOR, row.tags()), String[]::new)));
        statement.setArray(14, connection.createArrayOf("text", column(StoredEvent::metadata, String[]::new)));
        statement.setArray(15, connection.createArrayOf("text", column(StoredEvent::payload, String[]::new)));
        statement.setArray(16, connection.createArrayOf("bytea", hashes(StoredEvent::previousHash)));
        statement.setArray(17, connection.createArrayOf("bytea", hashes(StoredEvent::hash)));
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
        statement.setArray(18, connection.createArrayOf("int8", tags.toArray(Long[]::new)));
        statement.setArray(19, connection.createArrayOf("int4", types.toArray(Integer[]::new)));
        statement.setArray(20, connection.createArrayOf("int8", positions.toArray(Long[]::new)));
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
