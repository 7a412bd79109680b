package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.LosingDataSource.Loss;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The answer to a commit is lost: what was written is acknowledged once, and what was not can be tried again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LostAnswerTest {

    private final TestLog log = new TestLog();
    private final LosingDataSource network = new LosingDataSource(log);

    @AfterEach
    void close() {
        log.close();
    }

    private EventStore open(Duration patience) {
        return log.open(network.dataSource(), TestLog.settings().withPatience(patience), Clock.systemUTC());
    }

    /** Under a condition that the append's own events would violate. */
    private static CompletableFuture<Appended> append(EventStore store, NewEvent... events) {
        return store.append(List.of(events), List.of(none(tagged("a=1"), Marker.ORIGIN)));
    }

    @Test
    void an_append_that_was_committed_is_acknowledged_and_not_written_again() {
        EventStore store = open(Duration.ofSeconds(10));
        network.lose(Loss.AFTER_COMMIT);
        assertThat(get(append(store, event("A", "a=1"), event("A", "a=1"))).lastPosition())
                .isEqualTo(2);
        assertThat(get(network.wrote)).isTrue();
        new Audit(log.read()).log_is_sound();
        assertThat(log.read()).hasSize(2);
    }

    @Test
    void an_append_that_is_still_waiting_on_the_server_is_acknowledged_and_not_written_again() {
        EventStore store = open(Duration.ofSeconds(10));
        CompletableFuture<Appended> outcome;
        try (var head = log.holdHead()) {
            network.lose(Loss.WHILE_IT_WAITS);
            outcome = append(store, event("A", "a=1"));
            await().until(() -> network.waitingForLocks() == 2);
        }
        assertThat(get(outcome).lastPosition()).isEqualTo(1);
        assertThat(get(network.wrote)).isTrue();
        new Audit(log.read()).log_is_sound();
        assertThat(log.read()).hasSize(1);
    }

    @Test
    void who_writes_himself_and_loses_the_answer_is_told_the_truth_by_the_store() {
        EventStore store = open(Duration.ofSeconds(10));
        get(append(store, event("A")));
        for (Loss loss : List.of(Loss.AFTER_COMMIT, Loss.BEFORE_IT_ARRIVES)) {
            long before = log.read().size();
            network.lose(loss);
            assertThat(get(store.appendAndStay(Append.of(List.of(event("A", "a=1")))))
                            .lastPosition())
                    .isEqualTo(before + 1);
            network.arrival.countDown();
            assertThat(log.read()).hasSize((int) before + 1);
        }
        new Audit(log.read()).log_is_sound();
    }

    @Test
    void an_append_that_reaches_the_server_after_its_retry_writes_nothing() {
        EventStore store = open(Duration.ofSeconds(10));
        network.lose(Loss.BEFORE_IT_ARRIVES);
        assertThat(get(append(store, event("A", "a=1"))).lastPosition()).isEqualTo(1);
        network.arrival.countDown();
        assertThat(get(network.wrote)).isFalse();
        assertThat(log.read()).hasSize(1);
    }

    @Test
    void an_error_that_nobody_foresees_fails_what_waits_and_the_store_goes_on() {
        EventStore store = open(Duration.ofSeconds(10));
        get(append(store, event("A")));
        for (boolean stays : List.of(true, false)) {
            network.lose(Loss.AFTER_COMMIT, () -> {
                throw new StackOverflowError("nobody foresaw it");
            });
            Append append = Append.of(List.of(event("E", "e=1")));
            assertThat(failure(stays ? store.appendAndStay(append) : store.append(append)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("nobody foresaw it");
            get(store.confirm());
            assertThat(log.reader().byId(append.events().getFirst().id())).isPresent();
            assertThat(failure(store.append(List.of(event("E")), List.of(none(tagged("e=1"), Marker.at(1))))))
                    .isInstanceOf(AppendRejectedException.class);
        }
        get(append(store, event("A", "a=1")));
        new Audit(log.read()).log_is_sound();
        assertThat(log.read()).hasSize(4);
    }

    @Test
    void an_append_that_was_given_up_and_is_not_there_after_a_confirmation_will_never_be() {
        EventStore store = open(Duration.ZERO);
        NewEvent event = event("A", "a=1");
        network.lose(Loss.BEFORE_IT_ARRIVES);
        assertThat(failure(append(store, event))).isInstanceOf(StoreUnavailableException.class);
        EventStore patient = log.open();
        get(store.confirm());
        assertThat(log.reader().byId(event.id())).isEmpty();
        network.arrival.countDown();
        assertThat(get(network.wrote)).isFalse();
        assertThat(log.reader().byId(event.id())).isEmpty();
        assertThat(get(append(patient, event)).lastPosition()).isEqualTo(1);
    }

    @Test
    void the_same_event_written_by_another_process_does_not_acknowledge_our_batch() {
        EventStore store = open(Duration.ofSeconds(10));
        EventStore other = log.open();
        NewEvent shared = event("A", "a=1");
        CompletableFuture<Appended> first;
        CompletableFuture<Appended> ours;
        CompletableFuture<Appended> neighbour;
        try (var head = log.holdHead()) {
            first = other.append(List.of(shared), List.of());
            await().until(() -> network.waitingForLocks() == 1);
            network.lose(Loss.BEFORE_IT_ARRIVES);
            ours = store.append(List.of(shared), List.of());
            neighbour = store.append(List.of(event("N")), List.of());
        }
        get(first);
        assertThat(failure(ours)).isInstanceOf(AppendRejectedException.class);
        assertThat(get(neighbour).lastPosition()).isEqualTo(2);
        network.arrival.countDown();
        assertThat(get(network.wrote)).isFalse();
        assertThat(log.read()).hasSize(2);
    }

    @Test
    void what_others_append_meanwhile_is_not_read_when_it_is_more_than_is_remembered() {
        EventStore store = log.open(network.dataSource(), TestLog.settings().withRecentEvents(5), Clock.systemUTC());
        EventStore other = log.open();
        List<CompletableFuture<Appended>> neighbour = new ArrayList<>();
        network.lose(Loss.AFTER_COMMIT, () -> {
            neighbour.add(store.append(List.of(event("N")), List.of()));
            for (int i = 0; i < 6; i++) {
                get(other.append(List.of(event("A", "a=1")), List.of()));
            }
        });
        assertThat(get(append(store, event("A", "a=1"), event("A", "a=1"))).lastPosition())
                .isEqualTo(2);
        assertThat(failure(neighbour.getFirst())).hasMessageContaining("much was appended elsewhere");
        assertThat(failure(append(store, event("A", "a=1")))).isInstanceOf(AppendRejectedException.class);
        assertThat(get(store.append(List.of(event("A")), List.of())).firstPosition())
                .isEqualTo(9);
        new Audit(log.read()).log_is_sound();
    }

    @Test
    void a_transaction_that_writes_and_rolls_back_leaves_no_gap() throws Exception {
        EventStore store = open(Duration.ofSeconds(10));
        CompletableFuture<Appended> outcome;
        try (var head = log.holdHead();
                var statement = head.connection.createStatement()) {
            statement.execute("UPDATE head SET position = 1, clock = clock_timestamp()");
            statement.execute("INSERT INTO events SELECT 1, gen_random_uuid(), now(), 'X', '1', '{}', '{}', '',"
                    + " decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')");
            outcome = append(store, event("A", "a=1"));
        }
        assertThat(get(outcome).firstPosition()).isEqualTo(1);
        new Audit(log.read()).log_is_sound();
    }

    @Test
    void killing_its_connections_under_load_loses_nothing_and_writes_nothing_twice() {
        EventStore store = open(Duration.ofSeconds(20));
        AtomicBoolean done = new AtomicBoolean();
        Writers writers = Writers.start(
                List.of(PostgresDcbContractTest.process(store)), 64, Integer.MAX_VALUE, () -> !done.get());
        for (int kill = 1; kill <= 5; kill++) {
            int size = kill * 100;
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> writers.acknowledged().size() > size);
            log.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%WITH moved%'""");
        }
        done.set(true);
        List<Audit.Told> told = writers.join().acknowledged();
        new Audit(log.read())
                .log_is_sound()
                .grew_by_exactly(told, 0)
                .each_was_decided_on_all_that_stands_before_it(told);
        assertThat(writers.unknown()).isEmpty();
    }
}
