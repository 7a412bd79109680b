package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HashChainTest {

    /** The documented encoding once more, by a database that knows nothing of Java, from the stored row alone. */
    private static final String RECOMPUTED = """
            SELECT count(*) FROM (
                SELECT hash, sha256(previous_hash || int8send(position)
                    || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint) || uuid_send(id)
                    || int4send(octet_length(convert_to(type, 'UTF8'))) || convert_to(type, 'UTF8')
                    || int4send(octet_length(convert_to(version, 'UTF8'))) || convert_to(version, 'UTF8')
                    || int4send(cardinality(tags))
                    || coalesce((SELECT string_agg(int4send(octet_length(convert_to(t, 'UTF8'))) || convert_to(t, 'UTF8'),
                                                   ''::bytea ORDER BY n) FROM unnest(tags) WITH ORDINALITY AS u (t, n)), ''::bytea)
                    || int4send(octet_length(convert_to(metadata, 'UTF8'))) || convert_to(metadata, 'UTF8')
                    || int4send(octet_length(convert_to(payload, 'UTF8'))) || convert_to(payload, 'UTF8')) AS again
                FROM events) e
            WHERE hash = again""";

    private static final String CHAINED = """
            SELECT count(*) FROM events e LEFT JOIN events p ON p.position = e.position - 1
            WHERE e.previous_hash = coalesce(p.hash, decode(repeat('00', 32), 'hex'))""";

    private static StoredEvent first() {
        StoredEvent event = new StoredEvent(
                1,
                UUID.fromString("018f4e1a-0000-7000-8000-000000000001"),
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                "ledger.AccountOpened",
                "1",
                List.of("account=uk-1", "key=ä€𝄞"),
                "{\"causationId\":\"c\"}",
                "{\"owner\": \"Zoë\"}",
                Hash.ZERO,
                Hash.ZERO);
        return event.withHash(HashChain.hashOf(event));
    }

    private static StoredEvent second(Hash previous) {
        StoredEvent event = new StoredEvent(
                2,
                UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                "b",
                "10",
                List.of(),
                "{}",
                "",
                previous,
                Hash.ZERO);
        return event.withHash(HashChain.hashOf(event));
    }

    @Test
    void the_encoding_is_the_one_that_old_logs_were_written_with() {
        StoredEvent first = first();
        assertThat(first.hash()).hasToString("fdf3050914822ddcc2bf99bfae6b01656b148ce8fec03622a9273ae9e55f8ce3");
        assertThat(second(first.hash()).hash())
                .hasToString("f0516fe95ba88ae9c3e436047a9a5d15eb0f6eb365fc95e1958355c74c9566f1");
    }

    @Test
    void each_part_of_an_event_is_covered() {
        StoredEvent e = first();
        List<StoredEvent> changed = List.of(
                copy(
                        e,
                        2,
                        e.id(),
                        e.recordedAt(),
                        e.type(),
                        e.version(),
                        e.tags(),
                        e.metadata(),
                        e.payload(),
                        Hash.ZERO),
                copy(
                        e,
                        1,
                        new UUID(1, 1),
                        e.recordedAt(),
                        e.type(),
                        e.version(),
                        e.tags(),
                        e.metadata(),
                        e.payload(),
                        Hash.ZERO),
                copy(
                        e,
                        1,
                        e.id(),
                        e.recordedAt().plusNanos(1_000),
                        e.type(),
                        e.version(),
                        e.tags(),
                        e.metadata(),
                        e.payload(),
                        Hash.ZERO),
                copy(e, 1, e.id(), e.recordedAt(), e.type() + "1", "", e.tags(), e.metadata(), e.payload(), Hash.ZERO),
                copy(
                        e,
                        1,
                        e.id(),
                        e.recordedAt(),
                        e.type(),
                        e.version(),
                        List.of("account=uk-1key=ä€𝄞"),
                        e.metadata(),
                        e.payload(),
                        Hash.ZERO),
                copy(e, 1, e.id(), e.recordedAt(), e.type(), e.version(), e.tags(), "{}", e.payload(), Hash.ZERO),
                copy(
                        e,
                        1,
                        e.id(),
                        e.recordedAt(),
                        e.type(),
                        e.version(),
                        e.tags(),
                        e.metadata(),
                        "{\"owner\":\"Zoë\"}",
                        Hash.ZERO),
                copy(
                        e,
                        1,
                        e.id(),
                        e.recordedAt(),
                        e.type(),
                        e.version(),
                        e.tags(),
                        e.metadata(),
                        e.payload(),
                        e.hash()));
        List<Hash> hashes =
                new ArrayList<>(changed.stream().map(HashChain::hashOf).toList());
        hashes.add(e.hash());
        assertThat(hashes).doesNotHaveDuplicates();
    }

    private static StoredEvent copy(
            StoredEvent e,
            long position,
            UUID id,
            Instant recordedAt,
            String type,
            String version,
            List<String> tags,
            String metadata,
            String payload,
            Hash previous) {
        return new StoredEvent(position, id, recordedAt, type, version, tags, metadata, payload, previous, e.hash());
    }

    @Test
    void a_database_computes_the_same_hashes_from_the_stored_rows_alone() {
        try (TestLog log = new TestLog()) {
            EventStore store = log.open();
            List<NewEvent> events = List.of(
                    new NewEvent(
                            UUID.randomUUID(),
                            "ledger.AccountOpened",
                            "1",
                            List.of("key=ä€𝄞", "account=uk-1"),
                            Map.of("b", "\"\\", "a", "é"),
                            "{\"owner\": \"Zoë\\n\"}"),
                    new NewEvent(UUID.randomUUID(), "tYp é", "2.0", List.of(), Map.of(), ""),
                    new NewEvent(
                            UUID.randomUUID(),
                            "c",
                            "1",
                            List.of("x={}", "y=\"a,b\"", "z=NULL"),
                            Map.of(),
                            "𝄞\r\n\t'\\"));
            Events.get(store.append(events, List.of()));
            Events.get(store.append(List.of(Events.event("d", "account=uk-1")), List.of()));
            assertThat(log.number(RECOMPUTED)).isEqualTo(4);
            assertThat(log.number(CHAINED)).isEqualTo(4);
            assertThat(log.read().stream().limit(3).map(RecentLog::asNew)).isEqualTo(events);
        }
    }

    @Test
    void tags_and_types_have_the_same_keys_in_java_and_in_the_database() {
        try (TestLog log = new TestLog()) {
            for (String text : List.of("account=uk-1", "key=ä€𝄞", "x", "ledger.MoneyTransferred", "a'b\\c")) {
                String quoted = "'" + text.replace("'", "''") + "'";
                assertThat(Keys.tag(text)).isEqualTo(log.number("SELECT tag_key(" + quoted + ")"));
                assertThat(Keys.type(text)).isEqualTo((int) log.number("SELECT type_key(" + quoted + ")"));
            }
        }
    }
}
