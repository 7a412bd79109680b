package dev.flare.query.verify;

import static dev.flare.query.support.Given.UK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.query.support.Given;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a superuser changes in a log without computing its hashes again is found, and where. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TamperedLogTest {

    private static final String AS_IT_WAS = """
            TRUNCATE events, event_tags, head;
            INSERT INTO events SELECT * FROM events_kept;
            INSERT INTO event_tags SELECT * FROM event_tags_kept;
            INSERT INTO head SELECT * FROM head_kept""";

    private static Given given = new Given();

    @BeforeAll
    static void a_story() {
        given.opened("uk-1");
        given.opened("uk-2");
        given.deposited("uk-1", 1000);
        given.transferred("uk-1", "uk-2", 300, Instant.parse("2025-01-01T00:00:00Z"));
        given.foreign(UK);
        given.withdrawn("uk-2", 50);
        tamper("""
                ALTER TABLE events DISABLE TRIGGER USER;
                ALTER TABLE event_tags DISABLE TRIGGER USER;
                CREATE TABLE events_kept AS SELECT * FROM events;
                CREATE TABLE event_tags_kept AS SELECT * FROM event_tags;
                CREATE TABLE head_kept AS SELECT * FROM head""");
    }

    @BeforeEach
    void as_it_was() {
        tamper(AS_IT_WAS);
    }

    @AfterAll
    static void close() {
        given.close();
    }

    private static void tamper(String sql) {
        given.log(UK).tamper(sql);
    }

    private static @Nullable String found() {
        return Verification.verifyLog(UK, given.logs().reader(UK), (region, position, head) -> {})
                .difference();
    }

    @Test
    void nothing_is_found_where_nothing_was_changed() {
        assertThat(found()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE events SET id = gen_random_uuid() WHERE position = 3                       | position 3: the hash is
            UPDATE events SET recorded_at = recorded_at - interval '1 microsecond' WHERE position = 6 | position 6: the hash is
            UPDATE events SET type = 'cart.ItemRemoved' WHERE position = 5                    | position 5: the hash is
            UPDATE events SET version = '2' WHERE position = 3                                | position 3: the hash is
            UPDATE events SET tags = array_append(tags, 'account=uk-9') WHERE position = 4              | position 4: the hash is
            UPDATE events SET metadata = '{"correlationId":"x"}' WHERE position = 1           | position 1: the hash is
            UPDATE events SET payload = replace(payload, '300', '301') WHERE position = 4     | position 4: the hash is
            UPDATE events SET previous_hash = hash WHERE position = 4                         | position 4: the previous hash is
            UPDATE events SET hash = previous_hash WHERE position = 2                         | position 2: the hash is
            UPDATE events SET hash = '\\x00' WHERE position = 4                               | position 4: cannot be read: a hash has 32 bytes
            UPDATE events SET previous_hash = '' WHERE position = 1                           | position 1: cannot be read: a hash has 32 bytes
            UPDATE events SET payload = '' WHERE position = 3                                 | position 3: the hash is
            UPDATE events SET position = 60 WHERE position = 6                                | position 6: missing; the log goes on at 60
            """)
    void a_column_of_an_event(String sql, String where) {
        tamper(sql);
        assertThat(found()).startsWith(where);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM events WHERE position = 1                                             | position 1: missing
            DELETE FROM events WHERE position IN (3, 4)                                       | position 3: missing; the log goes on at 5
            DELETE FROM events WHERE position = 6                                             | position 6: missing; the head is at 6
            DELETE FROM events WHERE position = 4; UPDATE events SET position = position - 1 WHERE position > 4; UPDATE head SET position = 5 | position 4: the previous hash is
            UPDATE events SET position = position + 1000 WHERE position > 2; UPDATE events SET position = position - 999 WHERE position > 1000; INSERT INTO events SELECT 3, gen_random_uuid(), recorded_at, type, version, tags, metadata, payload, hash, hash FROM events WHERE position = 2; UPDATE head SET position = 7 | position 3: the hash is
            UPDATE events SET position = 1000 WHERE position = 3; UPDATE events SET position = 3 WHERE position = 4; UPDATE events SET position = 4 WHERE position = 1000 | position 3: the previous hash is
            INSERT INTO events SELECT 7, gen_random_uuid(), recorded_at, type, version, tags, metadata, payload, hash, hash FROM events WHERE position = 6 | position 7: there is an event, but the head
            INSERT INTO events SELECT 0, gen_random_uuid(), recorded_at, type, version, tags, metadata, payload, hash, hash FROM events WHERE position = 6 | position 0: there is an event, but the head
            UPDATE head SET hash = '\\x00'                                                   | the head cannot be read: a hash has 32 bytes
            UPDATE head SET hash = decode(repeat('00', 32), 'hex')                            | position 6: the hash is
            UPDATE head SET position = 5                                                      | position 5: the hash is
            UPDATE head SET position = 8                                                      | position 7: missing; the head is at 8
            UPDATE head SET clock = clock - interval '1 second'                               | position 6: recorded at
            """)
    void events_removed_inserted_or_reordered(String sql, String where) {
        tamper(sql);
        assertThat(found()).startsWith(where);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM event_tags WHERE position = 4 AND tag = tag_key('account=uk-2')       | position 4: the tag index has no row of its tag account=uk-2
            DELETE FROM event_tags                                                            | position 1: the tag index has no row of its tag account=uk-1
            INSERT INTO event_tags VALUES (tag_key('account=uk-9'), type_key('x'), 5)         | position 5: the tag index has a row that none of its tags gives
            INSERT INTO event_tags VALUES (tag_key('account=uk-1'), type_key('x'), 3)         | position 3: the tag index has a row that none of its tags gives
            INSERT INTO event_tags VALUES (1, 1, 7)                                           | position 7: the tag index has a row of an event that is not there
            INSERT INTO event_tags VALUES (1, 1, 0)                                           | position 0: the tag index has a row of an event that is not there
            UPDATE event_tags SET tag = tag + 1 WHERE position = 2                            | position 2: the tag index has no row of its tag account=uk-2
            UPDATE event_tags SET type = type + 1 WHERE position = 3                          | position 3: the tag index has no row of its tag account=uk-1
            UPDATE event_tags SET position = 5 WHERE position = 6                             | position 5: the tag index has a row that none of its tags gives
            UPDATE event_tags SET position = CASE position WHEN 1 THEN 3 ELSE 1 END WHERE position IN (1, 3) | position 1: the tag index has no row
            """)
    void the_index_over_tags(String sql, String where) {
        tamper(sql);
        assertThat(found()).startsWith(where);
    }
}
