package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClosedStoreTest {

    private static final int OFTEN = 10;

    /** A store that is closed while it tells others of a commit, or just behind it, is one that would keep the thread that tells. */
    @Test
    void a_store_that_is_closed_behind_an_append_leaves_no_thread_behind() {
        try (TestLog log = new TestLog()) {
            for (int i = 0; i < OFTEN; i++) {
                EventStore store = log.open();
                get(store.append(List.of(event("A", "a=1")), List.of()));
                log.closeStores();
                assertThat(threadsOf(log)).isEmpty();
            }
        }
    }

    private static List<String> threadsOf(TestLog log) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("(commit|check|notify|index)-" + log.database))
                .toList();
    }
}
