package dev.flare.eventstore;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Finds committed events by criteria, through the tag index. */
final class CommittedLog {

    private static final int ALL = Integer.MAX_VALUE;

    private CommittedLog() {}

    /** The events that match, after one position and up to another, in order. */
    static List<StoredEvent> source(Connection connection, Criteria criteria, long after, long upTo)
            throws SQLException {
        return first(connection, criteria, after, upTo, ALL);
    }

    /** The first of them. */
    static List<StoredEvent> first(Connection connection, Criteria criteria, long after, long upTo, int limit)
            throws SQLException {
        List<Criterion> anyOf = criteria.anyOf();
        if (anyOf.size() == 1) {
            return source(connection, anyOf.getFirst(), after, upTo, limit);
        }
        TreeMap<Long, StoredEvent> found = new TreeMap<>();
        for (Criterion criterion : anyOf) {
            source(connection, criterion, after, upTo, limit).forEach(event -> found.put(event.position(), event));
        }
        return found.values().stream().limit(limit).toList();
    }

    /** Whether any event matches, after one position and up to another. */
    static boolean contains(Connection connection, Criteria criteria, long after, long upTo) throws SQLException {
        for (Criterion criterion : criteria.anyOf()) {
            if (!source(connection, criterion, after, upTo, 1).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static List<StoredEvent> source(
            Connection connection, Criterion criterion, long after, long upTo, int limit) throws SQLException {
        if (criterion.tags().isEmpty()) {
            return byType(connection, criterion, after, upTo, limit);
        }
        return criterion.types().isEmpty()
                ? byTag(connection, criterion, after, upTo, limit)
                : byTagAndType(connection, criterion, after, upTo, limit);
    }

    private static List<StoredEvent> byTagAndType(
            Connection connection, Criterion criterion, long after, long upTo, int limit) throws SQLException {
        // Two types with the same hash must not give their events twice.
        Integer[] types = criterion.types().stream().map(Keys::type).distinct().toArray(Integer[]::new);
        return EventReader.events(connection, Statements.SOURCE_BY_TAG_AND_TYPE, statement -> {
            statement.setArray(1, connection.createArrayOf("int4", types));
            statement.setArray(2, texts(connection, criterion.tags()));
            statement.setArray(3, texts(connection, criterion.types()));
            statement.setLong(4, firstTag(criterion));
            statement.setLong(5, after);
            statement.setLong(6, upTo);
            statement.setInt(7, limit);
            statement.setLong(8, after);
            statement.setLong(9, upTo);
            statement.setArray(10, texts(connection, criterion.tags()));
            statement.setArray(11, texts(connection, criterion.types()));
            statement.setInt(12, limit);
            statement.setInt(13, limit);
        });
    }

    private static List<StoredEvent> byTag(Connection connection, Criterion criterion, long after, long upTo, int limit)
            throws SQLException {
        long tag = firstTag(criterion);
        return EventReader.events(connection, Statements.SOURCE_BY_TAG, statement -> {
            statement.setLong(1, tag);
            statement.setLong(2, tag);
            statement.setArray(3, texts(connection, criterion.tags()));
            statement.setLong(4, tag);
            statement.setLong(5, after);
            statement.setLong(6, upTo);
            statement.setInt(7, limit);
            statement.setLong(8, after);
            statement.setLong(9, upTo);
            statement.setArray(10, texts(connection, criterion.tags()));
            statement.setInt(11, limit);
            statement.setInt(12, limit);
        });
    }

    private static List<StoredEvent> byType(
            Connection connection, Criterion criterion, long after, long upTo, int limit) throws SQLException {
        return EventReader.events(connection, Statements.SOURCE_BY_TYPE, statement -> {
            statement.setLong(1, after);
            statement.setLong(2, upTo);
            statement.setArray(3, texts(connection, criterion.types()));
            statement.setArray(4, texts(connection, criterion.types()));
            statement.setInt(5, limit);
        });
    }

    /** Those of the tags that an event carries already, at a position or before, or as far behind it as is indexed. */
    static Set<String> taken(Connection connection, Collection<String> tags, long upTo) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Statements.TAKEN_TAGS)) {
            statement.setArray(1, texts(connection, tags));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", tags.stream().map(Keys::tag).toArray(Long[]::new)));
            statement.setLong(3, upTo);
            statement.setArray(4, texts(connection, tags));
            Set<String> taken = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.add(rows.getString(1));
                }
            }
            return taken;
        }
    }

    /**
     * The tag by which the index is read; which of them is rare nobody knows. The first by name: a set gives another one each
     * time that the JVM is started, and with it another speed.
     */
    static long firstTag(Criterion criterion) {
        return Keys.tag(Collections.min(criterion.tags()));
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray(String[]::new));
    }
}
