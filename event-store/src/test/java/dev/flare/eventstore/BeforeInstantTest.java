package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Who knows when something began finds all of it behind a marker, and memory is enough where it reaches down to that. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BeforeInstantTest {

    private static final int REMEMBERED = 10;

    private final TestLog log = new TestLog();
    private final EventStore store = log.open(TestLog.settings().withRecentEvents(REMEMBERED));

    @AfterEach
    void close() {
        log.close();
    }

    private List<Appended> append(EventStore writer, int number) {
        List<Appended> appended = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            appended.add(get(writer.append(List.of(event("A", "a=1")), List.of())));
        }
        return appended;
    }

    private void everything_recorded_since_is_behind(Marker marker, Instant since) {
        List<Long> expected = log.read().stream()
                .filter(event -> !event.recordedAt().isBefore(since))
                .map(StoredEvent::position)
                .toList();
        List<Long> found = store.source(tagged("a=1"), marker).events().stream()
                .filter(event -> !event.recordedAt().isBefore(since))
                .map(SourcedEvent::position)
                .toList();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void an_empty_memory_tells_nothing() {
        assertThat(store.before(Instant.now().plusSeconds(60))).isEqualTo(Marker.ORIGIN);
    }

    @Test
    void each_moment_has_all_that_came_since_behind_its_marker_and_the_latest_need_no_search() {
        List<Appended> all = append(store, 3 * REMEMBERED);
        for (Appended one : all) {
            for (Instant moment : List.of(
                    one.recordedAt(),
                    one.recordedAt().minus(1, ChronoUnit.MICROS),
                    one.recordedAt().plus(1, ChronoUnit.MICROS))) {
                everything_recorded_since_is_behind(store.before(moment), moment);
            }
        }
        long start = 3L * REMEMBERED - REMEMBERED;
        assertThat(store.before(all.getLast().recordedAt())).isEqualTo(Marker.at(start));
        assertThat(store.before(all.getFirst().recordedAt())).isEqualTo(Marker.ORIGIN);
        // The first that is remembered may share its moment with what is not.
        assertThat(store.before(all.get((int) start).recordedAt())).isEqualTo(Marker.ORIGIN);
        assertThat(store.before(all.get((int) start + 1).recordedAt())).isEqualTo(Marker.at(start));
    }

    @Test
    void what_another_process_appended_counts_too() {
        append(store, 1);
        try (EventStore other = log.open()) {
            append(other, 3);
        }
        get(store.confirm());
        Appended last = append(store, 1).getFirst();
        assertThat(store.before(last.recordedAt())).isEqualTo(Marker.at(0));
        everything_recorded_since_is_behind(store.before(last.recordedAt()), last.recordedAt());
    }
}
