package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Writes a log as its owner, with right hashes, at whatever times a test wants: what an append would have left behind. */
public final class WrittenLog {

    /** An event to be written. */
    public record Entry(Instant recordedAt, String type, String version, String payload, List<String> tags) {}

    private static final String INSERT_EVENT = """
            INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String INSERT_TAG = "INSERT INTO event_tags (tag, type, position) VALUES (?, ?, ?)";
    private static final String MOVE_TAGS_HEAD = "UPDATE tags_head SET position = ? WHERE position = ?";
    private static final String MOVE_HEAD = "UPDATE head SET position = ?, hash = ?, clock = greatest(clock, ?)";

    private final DataSource owner;

    public WrittenLog(DataSource owner) {
        this.owner = owner;
    }

    /** Writes events after the last one, all or none; returns the last one's position. */
    public long append(List<Entry> entries) {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            long position = append(connection, entries);
            connection.commit();
            return position;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long append(Connection connection, List<Entry> entries) throws SQLException {
        Head head = EventReader.head(connection);
        long before = head.position();
        try (PreparedStatement events = connection.prepareStatement(INSERT_EVENT);
                PreparedStatement tags = connection.prepareStatement(INSERT_TAG)) {
            for (Entry entry : entries) {
                StoredEvent event = next(head, entry);
                add(connection, events, event);
                add(tags, event);
                head = new Head(event.position(), event.hash(), entry.recordedAt());
            }
            events.executeBatch();
            tags.executeBatch();
        }
        move(connection, head);
        moveTags(connection, before, head.position());
        return head.position();
    }

    private static StoredEvent next(Head head, Entry entry) {
        StoredEvent unhashed = event(head, entry, UUID.randomUUID(), Hash.ZERO);
        return event(head, entry, unhashed.id(), HashChain.hashOf(unhashed));
    }

    private static StoredEvent event(Head head, Entry entry, UUID id, Hash hash) {
        List<String> tags = entry.tags().stream().sorted().toList();
        return new StoredEvent(
                head.position() + 1,
                id,
                entry.recordedAt(),
                entry.type(),
                entry.version(),
                tags,
                "{}",
                entry.payload(),
                head.hash(),
                hash);
    }

    private static void add(Connection connection, PreparedStatement statement, StoredEvent event) throws SQLException {
        statement.setLong(1, event.position());
        statement.setObject(2, event.id());
        statement.setObject(3, EventReader.timestamp(event.recordedAt()));
        statement.setString(4, event.type());
        statement.setString(5, event.version());
        statement.setArray(6, connection.createArrayOf("text", event.tags().toArray()));
        statement.setString(7, event.metadata());
        statement.setString(8, event.payload());
        statement.setBytes(9, event.previousHash().bytes());
        statement.setBytes(10, event.hash().bytes());
        statement.addBatch();
    }

    private static void add(PreparedStatement statement, StoredEvent event) throws SQLException {
        for (String tag : event.tags()) {
            statement.setLong(1, Keys.tag(tag));
            statement.setInt(2, Keys.type(event.type()));
            statement.setLong(3, event.position());
            statement.addBatch();
        }
    }

    private static void moveTags(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE_TAGS_HEAD)) {
            statement.setLong(1, to);
            statement.setLong(2, from);
            statement.executeUpdate();
        }
    }

    private static void move(Connection connection, Head head) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE_HEAD)) {
            statement.setLong(1, head.position());
            statement.setBytes(2, head.hash().bytes());
            statement.setObject(3, EventReader.timestamp(head.clock()));
            statement.executeUpdate();
        }
    }

    /**
     * Changes what an event says as a superuser would who wants nobody to see it: every hash from there on is computed again, and
     * the head too.
     */
    public void forge(long position, String payload) {
        tamper("ALTER TABLE events DISABLE TRIGGER USER");
        EventReader log = new EventReader(owner);
        Hash previous = position == 1
                ? Hash.ZERO
                : log.after(position - 2, 1).getFirst().hash();
        for (StoredEvent old : log.after(position - 1, Integer.MAX_VALUE)) {
            StoredEvent forged = forged(old, old.position() == position ? payload : old.payload(), previous);
            tamper("UPDATE events SET payload = '%s', previous_hash = '\\x%s', hash = '\\x%s' WHERE position = %d"
                    .formatted(forged.payload(), previous, forged.hash(), forged.position()));
            previous = forged.hash();
        }
        tamper("UPDATE head SET hash = '\\x" + previous + "'");
    }

    private static StoredEvent forged(StoredEvent old, String payload, Hash previous) {
        StoredEvent unhashed = new StoredEvent(
                old.position(),
                old.id(),
                old.recordedAt(),
                old.type(),
                old.version(),
                old.tags(),
                old.metadata(),
                payload,
                previous,
                Hash.ZERO);
        return unhashed.withHash(HashChain.hashOf(unhashed));
    }

    /** Removes everything after a position, without a trace in the database. */
    public void cutOff(long after) {
        tamper(
                "ALTER TABLE events DISABLE TRIGGER USER",
                "ALTER TABLE event_tags DISABLE TRIGGER USER",
                "DELETE FROM events WHERE position > " + after,
                "DELETE FROM event_tags WHERE position > " + after,
                "UPDATE head SET (position, hash) = (SELECT position, hash FROM events WHERE position = " + after + ")",
                "UPDATE tags_head SET position = least(position, " + after + ")");
    }

    /** Runs a statement that no application may run, such as one that changes an event. */
    public void tamper(String... statements) {
        try (Connection connection = owner.getConnection();
                var statement = connection.createStatement()) {
            for (String sql : Arrays.asList(statements)) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
