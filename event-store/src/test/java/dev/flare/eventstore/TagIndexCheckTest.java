package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A log of so many events that several share a sum. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TagIndexCheckTest {

    private static final int EVENTS = 5_000;
    private static TestLog log;

    @BeforeAll
    static void write() {
        log = new TestLog();
        List<WrittenLog.Entry> entries = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            entries.add(new WrittenLog.Entry(
                    Instant.EPOCH.plusSeconds(i), "T" + i % 3, "1", "", List.of("account=" + i % 7, "n=" + i)));
        }
        new WrittenLog(log.owner).append(entries);
        log.execute("ALTER TABLE event_tags DISABLE TRIGGER USER");
    }

    @AfterAll
    static void close() {
        log.close();
    }

    private static Optional<TagIndexCheck.Finding> check(long upTo) {
        TagIndexCheck check = new TagIndexCheck(log.reader(), upTo);
        log.reader().after(0, (int) upTo).forEach(check::take);
        return check.difference();
    }

    @Test
    void one_row_that_is_missing_and_one_that_is_too_many_are_found_at_their_positions() {
        assertThat(check(EVENTS)).isEmpty();
        log.execute("DELETE FROM event_tags WHERE position = 4321 AND tag = tag_key('account=2')");
        assertThat(check(EVENTS))
                .contains(new TagIndexCheck.Finding(
                        4321, "the tag index has no row of its tag account=2: conditions on that tag do not see it"));
        log.execute("INSERT INTO event_tags SELECT tag_key('account=2'), type_key('T1'), 4321");
        assertThat(check(EVENTS)).isEmpty();
        log.execute("INSERT INTO event_tags SELECT tag, type, 4999 FROM event_tags WHERE position = 2 LIMIT 1");
        assertThat(check(EVENTS)).map(TagIndexCheck.Finding::position).contains(4999L);
        log.execute("DELETE FROM event_tags WHERE position = 4999 AND type = type_key('T2')");
        assertThat(check(EVENTS)).isEmpty();
    }

    /** Of the same piece of the log, so that all that they add up to stays. */
    @Test
    void two_events_whose_rows_were_exchanged_are_found() {
        String exchange = """
                UPDATE event_tags SET position = CASE position WHEN 101 THEN 102 ELSE 101 END WHERE position IN (101, 102)""";
        log.execute(exchange);
        assertThat(check(EVENTS)).map(TagIndexCheck.Finding::position).contains(101L);
        log.execute(exchange);
        assertThat(check(EVENTS)).isEmpty();
    }

    @Test
    void what_is_appended_meanwhile_is_no_difference() {
        assertThat(check(EVENTS / 2)).isEmpty();
    }

    @Test
    void an_empty_log_has_an_empty_index() {
        try (TestLog empty = new TestLog()) {
            TagIndexCheck check = new TagIndexCheck(empty.reader(), 0);
            assertThat(check.difference()).isEmpty();
            get(empty.open().append(List.of(event("A", "a=1")), List.of()));
            assertThat(check.difference()).isEmpty();
        }
    }
}
