package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A server took over that lacks what was committed last: nothing is decided on what a store remembers of it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AnotherLogTest {

    private static final int REMEMBERED = 5;

    private final TestLog log = new TestLog();
    private final EventStore store = log.open(TestLog.settings().withRecentEvents(REMEMBERED));

    AnotherLogTest() {
        append(store, 1);
        log.execute("CREATE TABLE head_before AS SELECT * FROM head");
        append(store, 2);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static void append(EventStore writer, int events) {
        for (int i = 0; i < events; i++) {
            get(writer.append(List.of(event("A", "a=1")), List.of()));
        }
    }

    private void lose_what_was_committed_last() {
        for (String table : List.of("events", "event_tags")) {
            log.execute("ALTER TABLE " + table + " DISABLE TRIGGER USER");
            log.execute("DELETE FROM " + table + " WHERE position > (SELECT position FROM head_before)");
            log.execute("ALTER TABLE " + table + " ENABLE TRIGGER USER");
        }
        log.execute("UPDATE tags_head SET position = least(position, (SELECT position FROM head_before))");
        log.execute("ALTER TABLE head DISABLE TRIGGER USER");
        log.execute("UPDATE head SET (position, hash, clock) = (SELECT position, hash, clock FROM head_before)");
        log.execute("ALTER TABLE head ENABLE TRIGGER USER");
    }

    private void it_is_noticed() {
        assertThat(failure(store.append(List.of(event("B", "b=1")), List.of(none(tagged("b=1"), Marker.at(3))))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("not the one we appended to");
        assertThat(failure(store.confirm())).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void it_is_noticed_when_the_log_is_shorter() {
        lose_what_was_committed_last();
        it_is_noticed();
    }

    @Test
    void it_is_noticed_when_others_have_filled_it_up() {
        lose_what_was_committed_last();
        append(log.open(), 2);
        it_is_noticed();
    }

    @Test
    void it_is_noticed_when_others_went_on_from_there() {
        lose_what_was_committed_last();
        append(log.open(), 4);
        it_is_noticed();
    }

    @Test
    void it_is_noticed_when_others_went_on_further_than_is_remembered() {
        lose_what_was_committed_last();
        append(log.open(), 2 + 2 * REMEMBERED);
        it_is_noticed();
    }
}
