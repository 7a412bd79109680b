package dev.flare.benchmarks.shapes;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to store events and find them by tag.
 *
 * @param tables makes them
 * @param insert a batch
 * @param parameters of the insert, in order
 */
record Shape(String name, List<String> tables, String insert, List<Column> parameters) {

    /** What there is of a batch, as arrays. */
    enum Column {
        POSITIONS,
        IDS,
        /** Of each event, joined. */
        TAGS,
        PAYLOADS,
        TAG_KEYS,
        TAG_TEXTS,
        TAG_POSITIONS
    }

    private static final String EVENTS = """
            CREATE TABLE events (position bigint PRIMARY KEY, id uuid NOT NULL UNIQUE, recorded_at timestamptz NOT NULL,
                type text NOT NULL, version text NOT NULL, tags text[] NOT NULL, metadata text NOT NULL, payload %s NOT NULL,
                previous_hash bytea NOT NULL, hash bytea NOT NULL)""";
    private static final String TAGS = """
            CREATE TABLE event_tags (tag %s NOT NULL, type integer NOT NULL, position bigint NOT NULL,
                PRIMARY KEY (tag, type, position))""";
    private static final String INSERT_EVENTS = """
            INSERT INTO events SELECT n.position, n.id, clock_timestamp(), 'bench.Happened', '1', string_to_array(n.tags, ','),
                '{}', %s, sha256(int8send(n.position)), sha256(int8send(n.position + 1))
            FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[]) AS n (position, id, tags, payload)""";
    private static final String INSERT_TAGS = """
            INSERT INTO event_tags SELECT n.tag, 7, n.position FROM unnest(?::%s[], ?::bigint[]) AS n (tag, position)""";
    private static final List<Column> EVENT_COLUMNS =
            List.of(Column.POSITIONS, Column.IDS, Column.TAGS, Column.PAYLOADS);

    /** As Flare does it. */
    static final Shape STORED = tagged("as stored", "text", "n.payload", "bigint", Column.TAG_KEYS, List.of());

    static final List<Shape> OTHERS = List.of(
            tagged("payload as jsonb", "jsonb", "n.payload::jsonb", "bigint", Column.TAG_KEYS, List.of()),
            tagged("payload as bytea", "bytea", "convert_to(n.payload, 'UTF8')", "bigint", Column.TAG_KEYS, List.of()),
            tagged("tags as text", "text", "n.payload", "text", Column.TAG_TEXTS, List.of()),
            tagged(
                    "an index over recorded_at",
                    "text",
                    "n.payload",
                    "bigint",
                    Column.TAG_KEYS,
                    List.of("CREATE INDEX ON events (recorded_at, position)")),
            new Shape(
                    "tags in a GIN index",
                    List.of(EVENTS.formatted("text"), "CREATE INDEX ON events USING gin (tags)"),
                    INSERT_EVENTS.formatted("n.payload"),
                    EVENT_COLUMNS));

    private static Shape tagged(
            String name, String payloadType, String payload, String tagType, Column tags, List<String> more) {
        List<String> tables = new ArrayList<>(List.of(EVENTS.formatted(payloadType), TAGS.formatted(tagType)));
        tables.addAll(more);
        List<Column> parameters = new ArrayList<>(EVENT_COLUMNS);
        parameters.add(tags);
        parameters.add(Column.TAG_POSITIONS);
        String insert =
                "WITH appended AS (%s) %s".formatted(INSERT_EVENTS.formatted(payload), INSERT_TAGS.formatted(tagType));
        return new Shape(name, tables, insert, parameters);
    }
}
