package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Decisions on what is not yet committed, and neighbours in a batch. Holding the head is what makes appends wait together. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadAheadTest {

    private final TestLog log = new TestLog();
    private final EventStore store = log.open(TestLog.settings().withUniqueTagKeys(Set.of("key")));
    private final NewEvent there = event("A", "key=1");

    ReadAheadTest() {
        get(store.append(List.of(there), List.of()));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private CompletableFuture<Appended> appendTwice() {
        return store.append(List.of(event(there.id(), "B", "b=1")), List.of());
    }

    @Test
    void a_decision_on_what_is_on_its_way_is_committed_behind_it() {
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        try (var head = log.holdHead()) {
            for (int i = 0; i < 10; i++) {
                Sourced sourced = store.sourceAhead(tagged("b=1"), Marker.ORIGIN);
                assertThat(sourced.events()).hasSize(i);
                outcomes.add(store.append(List.of(event("B", "b=1")), List.of(none(tagged("b=1"), sourced.upTo()))));
            }
            assertThat(store.source(tagged("b=1"), Marker.ORIGIN).events()).isEmpty();
            assertThat(store.waitingEvents()).isEqualTo(10);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(get(outcomes.get(i)).firstPosition()).isEqualTo(i + 2L);
        }
    }

    @Test
    void a_decision_falls_with_what_it_was_made_on_and_so_does_the_next() {
        CompletableFuture<Appended> refused;
        CompletableFuture<Appended> decidedOnIt;
        CompletableFuture<Appended> decidedOnThat;
        CompletableFuture<Appended> stranger;
        Sourced stale;
        try (var head = log.holdHead()) {
            refused = appendTwice();
            Sourced sourced = store.sourceAhead(tagged("b=1"), Marker.ORIGIN);
            decidedOnIt = store.append(List.of(event("C", "c=1")), List.of(none(tagged("b=1"), sourced.upTo())));
            stale = store.sourceAhead(tagged("c=1"), Marker.ORIGIN);
            assertThat(stale.events()).hasSize(1);
            decidedOnThat = store.append(List.of(event("D", "d=1")), List.of(none(tagged("c=1"), stale.upTo())));
            stranger = store.append(List.of(event("E", "e=1")), List.of(none(tagged("e=1"), Marker.at(1))));
        }
        assertThat(failure(refused)).isInstanceOf(AppendRejectedException.class).hasMessageContaining("events_id_key");
        assertThat(failure(decidedOnIt)).isInstanceOf(AppendRejectedException.class);
        assertThat(failure(decidedOnThat)).isInstanceOf(AppendRejectedException.class);
        assertThat(get(stranger).firstPosition()).isEqualTo(2);
        assertThat(store.holds(stale.upTo())).isFalse();
        assertThatThrownBy(() -> store.sourceAhead(tagged("c=1"), stale.upTo()))
                .isInstanceOf(AppendRejectedException.class);
        assertThat(failure(store.append(List.of(event("D", "d=1")), List.of(none(tagged("c=1"), stale.upTo())))))
                .isInstanceOf(AppendRejectedException.class);
        assertThat(log.read()).hasSize(2);
    }

    @Test
    void a_refused_append_does_not_hurt_its_neighbours_in_the_batch() {
        List<CompletableFuture<Appended>> good = new ArrayList<>();
        List<CompletableFuture<Appended>> bad = new ArrayList<>();
        try (var head = log.holdHead()) {
            for (int i = 0; i < 20; i++) {
                good.add(store.append(List.of(event("G", "g=" + i), event("G", "g=" + i)), List.of()));
                if (i % 7 == 3) {
                    bad.add(appendTwice());
                }
            }
            bad.add(store.append(List.of(event("K", "key=1")), List.of()));
        }
        bad.forEach(outcome -> assertThat(failure(outcome)).isInstanceOf(AppendRejectedException.class));
        assertThat(((AppendRejectedException) failure(bad.getLast())).takenTag())
                .isEqualTo("key=1");
        for (int i = 0; i < 20; i++) {
            assertThat(get(good.get(i)).firstPosition()).isEqualTo(2 + 2L * i);
        }
        new Audit(log.read()).log_is_sound();
    }

    @Test
    void a_refused_append_does_not_hurt_its_neighbours_when_another_process_interferes() {
        EventStore other = log.open();
        List<CompletableFuture<Appended>> good = new ArrayList<>();
        List<CompletableFuture<Appended>> bad = new ArrayList<>();
        try (var head = log.holdHead()) {
            for (int i = 0; i < 50; i++) {
                good.add(other.append(List.of(event("G", "o=" + i)), List.of()));
                good.add(store.append(List.of(event("G", "g=" + i)), List.of()));
                bad.add(appendTwice());
            }
        }
        good.forEach(Events::get);
        bad.forEach(outcome -> assertThat(failure(outcome)).isInstanceOf(AppendRejectedException.class));
        new Audit(log.read()).log_is_sound();
        assertThat(log.read()).hasSize(101);
    }

    @Test
    void a_recent_marker_is_checked_although_the_unique_tag_beside_it_was_checked_further() {
        EventStore forgetful =
                log.open(TestLog.settings().withUniqueTagKeys(Set.of("key")).withRecentEvents(4));
        Marker marker = get(forgetful.confirm());
        for (int i = 0; i < 3; i++) {
            get(forgetful.append(List.of(event("A", "a=1")), List.of()));
        }
        CompletableFuture<Appended> late =
                forgetful.append(List.of(event("A", "a=1", "key=2")), List.of(none(tagged("a=1"), marker)));
        assertThat(failure(late)).isInstanceOf(AppendRejectedException.class);
    }

    @Test
    void a_marker_of_another_process_counts_beyond_what_this_one_has_read() {
        EventStore other = log.open();
        Marker theirs = Marker.at(get(other.append(List.of(event("Z"), event("Z"), event("Z")), List.of()))
                .lastPosition());
        CompletableFuture<Appended> first;
        CompletableFuture<Appended> second;
        try (var head = log.holdHead()) {
            // waits at a position below their marker, behind which it will stand in the end
            first = store.append(List.of(event("A", "a=1")), List.of());
            assertThat(store.source(tagged("a=1"), theirs)).isEqualTo(new Sourced(List.of(), theirs));
            second = store.append(List.of(event("A", "a=1")), List.of(none(tagged("a=1"), theirs)));
        }
        assertThat(get(first).firstPosition()).isGreaterThan(theirs.position());
        assertThat(failure(second)).isInstanceOf(AppendRejectedException.class);
        assertThat(failure(store.append(List.of(event("A")), List.of(none(tagged("a=1"), Marker.at(1_000))))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_was_read_ahead_in_one_store_does_not_hold_in_another() {
        EventStore other = log.open();
        try (var head = log.holdHead()) {
            store.append(List.of(event("A", "a=1")), List.of());
            Marker marker = store.sourceAhead(tagged("a=1"), Marker.ORIGIN).upTo();
            assertThat(marker.isCommitted()).isFalse();
            assertThat(store.holds(marker)).isTrue();
            assertThat(other.holds(marker)).isFalse();
        }
    }

    @Test
    void a_marker_read_ahead_never_falls_back_when_the_committed_log_is_sourced_with_it() {
        try (var head = log.holdHead()) {
            store.append(List.of(event("A", "a=1")), List.of());
            Marker ahead = store.sourceAhead(tagged("a=1"), Marker.ORIGIN).upTo();
            assertThat(store.source(tagged("a=1"), ahead)).isEqualTo(new Sourced(List.of(), ahead));
        }
    }

    @Test
    void a_confirmation_includes_what_any_process_was_told_before_and_all_that_waited_here() {
        EventStore other = log.open();
        long theirs = get(other.append(List.of(event("A", "a=1")), List.of())).lastPosition();
        assertThat(get(store.confirm()).position()).isGreaterThanOrEqualTo(theirs);
        EventStore slow = log.open(new EventStoreSettings(Set.of(), 100, 100, 1, Duration.ofSeconds(10), List.of()));
        List<CompletableFuture<Appended>> waiting = new ArrayList<>();
        CompletableFuture<Marker> confirmed;
        try (var head = log.holdHead()) {
            for (int i = 0; i < 5; i++) { // a batch each, so that the first round does not settle them all
                waiting.add(slow.append(List.of(event("A", "a=1")), List.of()));
            }
            confirmed = slow.confirm();
            assertThat(confirmed).isNotDone();
        }
        assertThat(get(confirmed).position()).isEqualTo(get(waiting.getLast()).lastPosition());
    }

    @Test
    void a_confirmation_includes_it_also_when_who_takes_it_along_is_refused_by_memory() {
        EventStore other = log.open();
        for (int i = 0; i < 50; i++) {
            long theirs =
                    get(other.append(List.of(event("A", "a=1")), List.of())).lastPosition();
            CompletableFuture<Marker> confirmed = store.confirm();
            CompletableFuture<Appended> refused = store.appendAndStay(
                    Append.of(List.of(event("K", "key=9"))).onlyIf(List.of(none(tagged("key=1"), Marker.ORIGIN))));
            assertThat(failure(refused)).isInstanceOf(AppendRejectedException.class);
            assertThat(get(confirmed).position()).isGreaterThanOrEqualTo(theirs);
        }
    }

    @Test
    void a_confirmation_includes_it_also_when_all_that_waited_falls_by_a_taken_tag() {
        EventStore other = log.open();
        for (int i = 0; i < 10; i++) {
            EventStore young = log.open(TestLog.settings().withUniqueTagKeys(Set.of("key")));
            get(young.confirm());
            long theirs =
                    get(other.append(List.of(event("A", "a=1")), List.of())).lastPosition();
            CompletableFuture<Marker> confirmed = young.confirm();
            CompletableFuture<Appended> refused = young.appendAndStay(Append.of(List.of(event("K", "key=1"))));
            assertThat(failure(refused)).isInstanceOf(AppendRejectedException.class);
            assertThat(get(confirmed).position()).isGreaterThanOrEqualTo(theirs);
        }
    }

    @Test
    void closing_answers_also_those_whose_turn_never_came() {
        EventStore hurried = log.open(new EventStoreSettings(Set.of(), 100, 100, 1, Duration.ofMillis(100), List.of()));
        CompletableFuture<Appended> first;
        CompletableFuture<Appended> second;
        try (var head = log.holdHead()) {
            first = hurried.append(List.of(event("A", "a=1")), List.of());
            second = hurried.append(List.of(event("A", "a=1")), List.of());
            hurried.close();
        }
        assertThat(first.handle((appended, failure) -> "an answer"))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("an answer");
        assertThat(failure(second)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void closing_answers_everybody() {
        EventStore hurried =
                log.open(TestLog.settings().withPatience(Duration.ofMillis(300)).withUniqueTagKeys(Set.of("key")));
        CompletableFuture<Appended> waiting;
        CompletableFuture<Marker> confirmation;
        try (var head = log.holdHead()) {
            waiting = hurried.append(List.of(event("A", "a=1")), List.of());
            confirmation = hurried.confirm();
            hurried.close();
            assertThat(failure(waiting)).isInstanceOf(StoreUnavailableException.class);
            assertThat(failure(confirmation)).isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(failure(hurried.append(List.of(event("A")), List.of())))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(failure(hurried.append(List.of(event("A", "key=7")), List.of())))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(failure(hurried.confirm())).isInstanceOf(StoreUnavailableException.class);
    }
}
