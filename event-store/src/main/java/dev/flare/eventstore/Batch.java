package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Some appends as the rows they become behind a given head, and the statement that writes them. */
final class Batch {

    final List<PendingAppend> appends;
    final List<KeyedEvent> events;
    final Head from;
    final Head to;
    private final EventRows rows;
    private final Hash first;

    /** @param recordedAt later than {@code from}'s clock */
    Batch(List<PendingAppend> appends, Head from, Instant recordedAt) {
        this.appends = appends;
        this.from = from;
        this.events = new ArrayList<>();
        appends.forEach(append -> events.addAll(append.keyed));
        this.rows = new EventRows(events);
        long micros = HashChain.micros(recordedAt);
        long position = from.position();
        Hash previous = from.hash();
        Hash firstOfAll = Hash.ZERO;
        for (KeyedEvent event : events) {
            position++;
            Hash hash = HashChain.hash(previous, position, micros, event.event().id(), event.texts());
            rows.add(event, position, previous, hash);
            firstOfAll = position == from.position() + 1 ? hash : firstOfAll;
            previous = hash;
        }
        this.first = firstOfAll;
        this.to = new Head(position, previous, recordedAt);
    }

    /** What became of an attempt to write a batch: all of it is in the database, or nothing. */
    sealed interface Attempt permits Written, HeadMoved, Taken, IndexBehind {}

    record Written() implements Attempt {}

    /** The head is not where the batch starts. */
    record HeadMoved() implements Attempt {}

    /** Events of old carry these tags, which only one event may carry. */
    record Taken(Set<String> tags) implements Attempt {}

    /** The index over tags, by which unique tags are looked up, does not reach up to a position. */
    record IndexBehind(long required) implements Attempt {}

    Attempt write(Connection connection, AppendStatement append, EventRows.Types types) throws SQLException {
        List<String> unchecked = uncheckedTags();
        if (unchecked.isEmpty()) {
            return writeKnowing(connection, append, types);
        }
        long indexed = uncheckedUpTo();
        try (PreparedStatement statement = connection.prepareStatement(append.looking())) {
            Parameters parameters = new Parameters(connection, statement);
            bindHead(parameters);
            parameters.add(indexed);
            parameters.add(unchecked.stream().mapToLong(Keys::tag).toArray());
            parameters.add(rows.array(connection, types));
            if (written(statement) > 0) {
                return new Written();
            }
        }
        Attempt hindrance = hindrance(connection, unchecked, indexed);
        return hindrance == null ? writeKnowing(connection, append, types) : hindrance;
    }

    private Attempt writeKnowing(Connection connection, AppendStatement append, EventRows.Types types)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(append.knowing())) {
            Parameters parameters = new Parameters(connection, statement);
            bindHead(parameters);
            parameters.add(rows.array(connection, types));
            return written(statement) > 0 ? new Written() : new HeadMoved();
        }
    }

    /** With inline projections the statement gives the number as an answer. */
    static long written(PreparedStatement statement) throws SQLException {
        if (!statement.execute()) {
            return statement.getUpdateCount();
        }
        try (ResultSet answer = statement.getResultSet()) {
            answer.next();
            return answer.getLong(1);
        }
    }

    /** Null when there is none but tags of old events with the same key, which are not these: what was seen holds for this head. */
    private @Nullable Attempt hindrance(Connection connection, List<String> unchecked, long indexed)
            throws SQLException {
        if (!EventReader.head(connection).equals(from)) {
            return new HeadMoved();
        }
        Set<String> taken = CommittedLog.taken(connection, unchecked, indexed);
        if (!taken.isEmpty()) {
            return new Taken(taken);
        }
        return TagIndexer.reached(connection) < indexed ? new IndexBehind(indexed) : null;
    }

    private List<String> uncheckedTags() {
        List<String> tags = new ArrayList<>();
        appends.forEach(append -> tags.addAll(append.uncheckedTags));
        return tags;
    }

    /** The last position that is looked at for unique tags: from there on memory has told. */
    private long uncheckedUpTo() {
        long upTo = 0;
        for (PendingAppend append : appends) {
            upTo = append.uncheckedTags.isEmpty() ? upTo : Math.max(upTo, append.uncheckedUpTo);
        }
        return upTo;
    }

    private void bindHead(Parameters parameters) throws SQLException {
        parameters.add(to.position()).add(to.hash()).add(to.clock());
        parameters.add(from.position()).add(from.hash()).add(from.clock());
    }

    /**
     * Whether an event is the first of these rows: then all of them are in the database. The hash decides and not the id,
     * for somebody may have given the same event to another process too.
     */
    boolean startsWith(StoredEvent event) {
        return first.equals(event.hash());
    }

    int size() {
        return events.size();
    }
}
