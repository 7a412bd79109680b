package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A tag that one event may carry is guarded over all history, also below what is in memory. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UniqueTagsTest {

    private final TestLog log = new TestLog();

    @BeforeEach
    void given_a_key_that_an_event_of_old_carries() {
        try (EventStore before = open()) {
            get(before.append(List.of(event("A", "key=old")), List.of()));
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    /** It starts behind what is there: nothing of it is in memory. */
    private EventStore open() {
        return log.open(TestLog.settings().withUniqueTagKeys(Set.of("key")));
    }

    private static CompletableFuture<Appended> append(EventStore store, String... tags) {
        return store.append(List.of(event("A", tags)), List.of());
    }

    private void awaitStatementAtTheHead() {
        await().until(() -> log.number("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                == 1);
    }

    @Test
    void who_takes_a_tag_that_is_taken_is_thrown_out_and_its_neighbours_are_written() {
        try (EventStore store = open()) {
            CompletableFuture<Appended> before;
            CompletableFuture<Appended> taking;
            CompletableFuture<Appended> after;
            try (var head = log.holdHead()) {
                before = append(store, "key=new-1");
                awaitStatementAtTheHead();
                taking = append(store, "key=old");
                after = append(store, "key=new-2");
            }
            assertThat(failure(taking))
                    .isInstanceOfSatisfying(AppendRejectedException.class, e -> assertThat(e.takenTag())
                            .isEqualTo("key=old"));
            assertThat(get(before).lastPosition()).isEqualTo(2);
            assertThat(get(after).lastPosition()).isEqualTo(3);
        }
        new Audit(log.read()).log_is_sound().carries_each_once("key");
    }

    @Test
    void what_was_decided_on_an_append_that_is_thrown_out_is_decided_again() {
        try (EventStore store = open()) {
            CompletableFuture<Appended> onIt;
            try (var head = log.holdHead()) {
                append(store, "key=new");
                awaitStatementAtTheHead();
                CompletableFuture<Appended> taking = append(store, "key=old", "account=1");
                Sourced ahead = store.sourceAhead(tagged("account=1"), Marker.ORIGIN);
                assertThat(ahead.events()).hasSize(1);
                onIt = store.append(List.of(event("A", "account=1")), List.of(none(tagged("account=1"), ahead.upTo())));
                assertThat(taking).isNotDone();
            }
            assertThat(failure(onIt)).isInstanceOf(AppendRejectedException.class);
        }
        assertThat(log.read()).hasSize(2);
    }

    @Test
    void the_same_tag_again_and_again_is_refused_again_and_again() {
        try (EventStore store = open()) {
            for (int i = 0; i < 3; i++) {
                assertThat(failure(append(store, "key=old"))).isInstanceOf(AppendRejectedException.class);
            }
            assertThat(get(append(store, "key=new")).lastPosition()).isEqualTo(2);
        }
    }

    @Test
    void two_processes_that_take_one_tag_at_once_do_not_both_get_it() {
        try (EventStore store = open();
                EventStore other = open()) {
            CompletableFuture<Appended> one;
            CompletableFuture<Appended> another;
            try (var head = log.holdHead()) {
                one = append(store, "key=new");
                another = append(other, "key=new");
            }
            boolean first = one.handle((appended, e) -> e == null).join();
            boolean second = another.handle((appended, e) -> e == null).join();
            assertThat(first).isNotEqualTo(second);
        }
        new Audit(log.read()).log_is_sound().carries_each_once("key");
    }
}
