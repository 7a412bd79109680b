package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads one committed log. Whoever has seen position N has seen everything below N: positions have no gaps and appear in
 * commit order, so reading on from the last position seen misses nothing.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the database cannot answer.
 */
public final class EventReader {

    private static final String AFTER = """
            SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
            FROM events e WHERE e.position > ? ORDER BY e.position LIMIT ?""";

    private static final String BY_ID = """
            SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
            FROM events e WHERE e.id = ?""";

    private static final String HEAD = "SELECT position, hash, clock FROM head";

    private static final String CLOSE_MOMENT = "SELECT close_moment(?)";

    private static final String LAST_BEFORE = "SELECT last_recorded(?, false)";

    private static final String RECORDED_AT = "SELECT recorded_at FROM events WHERE position = ?";

    /**
     * What the index does not reach is as it will be. The log's end in the same snapshot: an event appended meanwhile is no stray.
     */
    private static final String TAG_ROWS = """
            /* reads all */ SELECT t.tag, t.type, t.position, (SELECT position FROM head) FROM (
                SELECT * FROM event_tags
                WHERE position <= (SELECT position FROM tags_head) OR position > (SELECT position FROM head)
                UNION ALL
                SELECT tag_key(tag), type_key(e.type), e.position
                FROM events e CROSS JOIN LATERAL unnest(e.tags) AS carried (tag)
                WHERE e.position > (SELECT position FROM tags_head) AND e.position <= (SELECT position FROM head)
            ) t""";

    private static final String TAG_ROWS_BETWEEN = TAG_ROWS + " WHERE t.position > ? AND t.position <= ?";

    private static final String OUTSIDE = """
            /* reads all */ SELECT min(e.position) FROM events e WHERE e.position < 1 OR e.position > (SELECT position FROM head)""";

    private static final int FETCH = 10_000;

    /** So many events of the largest size there is are in memory at once. */
    private static final int FETCH_OF_ANY_SIZE = 100;

    private final DataSource dataSource;

    public EventReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Up to {@code limit} events after a position, in order. */
    public List<StoredEvent> after(long position, int limit) {
        return query(AFTER, statement -> {
            statement.setLong(1, position);
            statement.setInt(2, limit);
        });
    }

    /**
     * The same, with an end to what it holds in memory: no more events follow once those found have so many characters of payload
     * and metadata. At least one, where there is one.
     */
    public List<StoredEvent> after(long position, int limit, long characters) {
        return Sql.with(dataSource, connection -> {
            connection.setAutoCommit(false); // else the driver reads all of them into memory first
            try (PreparedStatement statement = connection.prepareStatement(AFTER)) {
                statement.setFetchSize(FETCH_OF_ANY_SIZE);
                statement.setLong(1, position);
                statement.setInt(2, limit);
                return events(statement, characters);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    private static List<StoredEvent> events(PreparedStatement statement, long characters) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        long taken = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (taken < characters && rows.next()) {
                StoredEvent event = event(rows);
                events.add(event);
                taken += event.payload().length() + event.metadata().length();
                if (events.size() == FETCH_OF_ANY_SIZE) {
                    // They are small enough for more at once, or they are not.
                    long alike = (characters - taken) * FETCH_OF_ANY_SIZE / Math.max(1, taken);
                    rows.setFetchSize((int) Math.clamp(alike, FETCH_OF_ANY_SIZE, FETCH));
                }
            }
        }
        return events;
    }

    /** Up to {@code limit} events with a tag after a position, in order. */
    public List<StoredEvent> withTag(String tag, long after, int limit) {
        return matching(Criteria.of(Criterion.tagged(tag)), after, limit);
    }

    /** Up to {@code limit} events that match after a position, in order: {@link #matching(Criteria, long, long, int)}. */
    public List<StoredEvent> matching(Criteria criteria, long after, int limit) {
        return matching(criteria, after, Long.MAX_VALUE, limit);
    }

    /**
     * Up to {@code limit} events that match after one position and up to another, in order. By tag it costs what it finds and
     * the number of types that the tag knows, however much else there is. Of several tags, one chooses what is looked at; by
     * type alone, or when all match, all between the positions is read until enough was found.
     */
    public List<StoredEvent> matching(Criteria criteria, long after, long upTo, int limit) {
        return Sql.with(dataSource, connection -> CommittedLog.first(connection, criteria, after, upTo, limit));
    }

    /** The event with this id, if it was committed. */
    public Optional<StoredEvent> byId(UUID id) {
        return query(BY_ID, statement -> statement.setObject(1, id)).stream().findFirst();
    }

    /** Where the log ends now. */
    public Head head() {
        return Sql.with(dataSource, EventReader::head);
    }

    static Head head(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEAD)) {
            return headOf(statement);
        }
    }

    static Head headOf(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return new Head(rows.getLong(1), new Hash(rows.getBytes(2)), instant(rows, 3));
        }
    }

    /**
     * The last position recorded at or before a moment, 0 when there is none. The moment is closed first: events appended
     * from now on are recorded later than it, so the answer never changes.
     *
     * @param moment taken to the microsecond, rounded down
     * @throws IllegalArgumentException when the moment is more than 5 s in the future
     */
    public long closeMoment(Instant moment) {
        return position(CLOSE_MOMENT, moment);
    }

    /** The last position recorded before a moment as things stand, 0 when there is none. Later appends may change it. */
    public long lastBefore(Instant moment) {
        return position(LAST_BEFORE, moment);
    }

    private long position(String sql, Instant moment) {
        return Sql.with(dataSource, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, timestamp(moment));
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
    }

    /** When the event at a position was recorded, if there is one. */
    public Optional<Instant> recordedAt(long position) {
        return Sql.with(dataSource, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RECORDED_AT)) {
                statement.setLong(1, position);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(instant(rows, 1)) : Optional.empty();
                }
            }
        });
    }

    /** The first event before the log's beginning or behind its end, which no append of a store can have written. */
    public Optional<Long> firstOutside() {
        return Sql.with(dataSource, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OUTSIDE);
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                return Optional.ofNullable(rows.getObject(1, Long.class));
            }
        });
    }

    /** Takes a row of the index over tags, and where the log ended when it was read. */
    interface TagRowReader {
        void take(TagIndexCheck.Row row, long head);
    }

    /** Every row of the index over tags, in no order and without holding them all. */
    void forEachTagRow(TagRowReader reader) {
        Sql.with(dataSource, connection -> {
            connection.setAutoCommit(false); // else the driver reads all of them into memory first
            try (PreparedStatement statement = connection.prepareStatement(TAG_ROWS)) {
                statement.setFetchSize(FETCH);
                read(statement, reader);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return reader;
        });
    }

    /** The rows of the events after one position and up to another. Reads the whole index. */
    List<TagIndexCheck.Row> tagRows(long after, long upTo) {
        return Sql.with(dataSource, connection -> {
            List<TagIndexCheck.Row> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(TAG_ROWS_BETWEEN)) {
                statement.setLong(1, after);
                statement.setLong(2, upTo);
                read(statement, (row, head) -> found.add(row));
            }
            return found;
        });
    }

    private static void read(PreparedStatement statement, TagRowReader reader) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.take(new TagIndexCheck.Row(rows.getLong(1), rows.getInt(2), rows.getLong(3)), rows.getLong(4));
            }
        }
    }

    private List<StoredEvent> query(String sql, Sql.Binder binder) {
        return Sql.with(dataSource, connection -> events(connection, sql, binder));
    }

    static List<StoredEvent> events(Connection connection, String sql, Sql.Binder binder) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<StoredEvent> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(event(rows));
                }
                return events;
            }
        }
    }

    private static StoredEvent event(ResultSet rows) throws SQLException {
        return new StoredEvent(
                rows.getLong(1),
                rows.getObject(2, UUID.class),
                instant(rows, 3),
                rows.getString(4),
                rows.getString(5),
                List.of((String[]) rows.getArray(6).getArray()),
                rows.getString(7),
                rows.getString(8),
                new Hash(rows.getBytes(9)),
                new Hash(rows.getBytes(10)));
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }
}
