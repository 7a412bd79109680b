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

    Attempt write(Connection connection, AppendStatements statements) throws SQLException {
        boolean single = rows.size() == 1;
        try (PreparedStatement statement =
                connection.prepareStatement(single ? statements.single() : statements.batch())) {
            Parameters parameters = new Parameters(connection, statement);
            bindHead(parameters);
            List<String> unchecked = uncheckedTags();
            bindUnchecked(parameters, unchecked);
            if (single) {
                bindSingle(parameters, rows.getFirst());
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
        parameters.add("int8", keys(tags));
    }

    private static Long[] keys(List<String> tags) {
        return tags.stream().map(Keys::tag).toArray(Long[]::new);
    }

    private static void bindSingle(Parameters parameters, StoredEvent row) throws SQLException {
        parameters.add(Keys.type(row.type())).add(row.position()).add("int8", keys(row.tags()));
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
        for (StoredEvent row : rows) {
            int type = Keys.type(row.type());
            for (String tag : row.tags()) {
                tags.add(Keys.tag(tag));
                types.add(type);
                positions.add(row.position());
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
