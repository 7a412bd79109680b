package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final List<KeyedEvent> keyed;

    /** @param recordedAt later than {@code from}'s clock */
    Batch(List<PendingAppend> appends, Head from, Instant recordedAt) {
        this.appends = appends;
        this.from = from;
        this.keyed = new ArrayList<>();
        appends.forEach(append -> keyed.addAll(append.keyed));
        this.rows = rows(keyed, from, recordedAt);
        StoredEvent last = rows.getLast();
        this.to = new Head(last.position(), last.hash(), recordedAt);
    }

    private static List<StoredEvent> rows(List<KeyedEvent> events, Head from, Instant recordedAt) {
        List<StoredEvent> rows = new ArrayList<>(events.size());
        long position = from.position();
        Hash previous = from.hash();
        for (KeyedEvent event : events) {
            StoredEvent row = row(event, ++position, recordedAt, previous);
            rows.add(row);
            previous = row.hash();
        }
        return rows;
    }

    private static StoredEvent row(KeyedEvent keyed, long position, Instant recordedAt, Hash previous) {
        NewEvent event = keyed.event();
        StoredEvent unhashed = new StoredEvent(
                position,
                event.id(),
                recordedAt,
                event.type(),
                event.version(),
                event.tags(),
                keyed.metadata(),
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

    Attempt write(Connection connection, AppendStatements statements) throws SQLException {
        boolean single = rows.size() == 1;
        try (PreparedStatement statement =
                connection.prepareStatement(single ? statements.single() : statements.batch())) {
            Parameters parameters = new Parameters(connection, statement);
            bindHead(parameters);
            List<String> unchecked = uncheckedTags();
            bindUnchecked(parameters, unchecked);
            if (single) {
                bindSingle(parameters, keyed.getFirst(), rows.getFirst());
            } else {
                bindTags(parameters);
                bindEvents(parameters);
            }
            return wrote(statement) ? new Written() : hindrance(connection, unchecked);
        }
    }

    private static boolean wrote(PreparedStatement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery()) {
            answer.next();
            return answer.getLong(1) > 0;
        }
    }

    private static Attempt hindrance(Connection connection, List<String> unchecked) throws SQLException {
        Set<String> taken = unchecked.isEmpty() ? Set.of() : CommittedLog.taken(connection, unchecked);
        return taken.isEmpty() ? new HeadMoved() : new Taken(taken);
    }

    private List<String> uncheckedTags() {
        List<String> tags = new ArrayList<>();
        appends.forEach(append -> tags.addAll(append.uncheckedTags));
        return tags;
    }

    private void bindHead(Parameters parameters) throws SQLException {
        parameters.add(to.position()).add(to.hash()).add(to.clock());
        parameters.add(from.position()).add(from.hash()).add(from.clock());
    }

    private static void bindUnchecked(Parameters parameters, List<String> tags) throws SQLException {
        parameters.add("text", tags.toArray(String[]::new));
        parameters.add("int8", tags.stream().map(Keys::tag).toArray(Long[]::new));
    }

    private static void bindSingle(Parameters parameters, KeyedEvent event, StoredEvent row) throws SQLException {
        parameters.add(event.typeKey()).add(row.position());
        parameters.add("int8", event.tagKeys().toArray(Long[]::new));
        parameters.add(row.position()).add(row.id()).add(row.type()).add(row.version());
        parameters.add("text", row.tags().toArray(String[]::new));
        parameters
                .add(row.metadata())
                .add(row.payload())
                .add(row.previousHash())
                .add(row.hash());
    }

    private void bindTags(Parameters parameters) throws SQLException {
        List<Long> tags = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        long position = from.position();
        for (KeyedEvent event : keyed) {
            position++;
            for (Long tag : event.tagKeys()) {
                tags.add(tag);
                types.add(event.typeKey());
                positions.add(position);
            }
        }
        parameters.add("int8", tags.toArray(Long[]::new));
        parameters.add("int4", types.toArray(Integer[]::new));
        parameters.add("int8", positions.toArray(Long[]::new));
    }

    private void bindEvents(Parameters parameters) throws SQLException {
        parameters.add("int8", column(StoredEvent::position, Long[]::new));
        parameters.add("uuid", column(StoredEvent::id, UUID[]::new));
        parameters.add("text", column(StoredEvent::type, String[]::new));
        parameters.add("text", column(StoredEvent::version, String[]::new));
        parameters.add("text", column(row -> String.join(TAG_SEPARATOR, row.tags()), String[]::new));
        parameters.add("text", column(StoredEvent::metadata, String[]::new));
        parameters.add("text", column(StoredEvent::payload, String[]::new));
        parameters.add("bytea", hashes(StoredEvent::previousHash));
        parameters.add("bytea", hashes(StoredEvent::hash));
    }

    private <T> T[] column(Function<StoredEvent, T> field, IntFunction<T[]> array) {
        T[] column = array.apply(rows.size());
        Arrays.setAll(column, i -> field.apply(rows.get(i)));
        return column;
    }

    private byte[][] hashes(Function<StoredEvent, Hash> field) {
        return column(row -> field.apply(row).bytes(), byte[][]::new);
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
