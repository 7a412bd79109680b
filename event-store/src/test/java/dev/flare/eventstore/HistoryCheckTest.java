package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What lies below memory is searched for several appends together: they wait for one who asks alone, and are told. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HistoryCheckTest {

    private final TestLog log = new TestLog();
    private final LosingDataSource network = new LosingDataSource(log);
    private final EventStore store;
    private CompletableFuture<Appended> asking = new CompletableFuture<>();

    HistoryCheckTest() {
        get(log.open().append(List.of(event("A", "a=1")), List.of()));
        store = log.open(
                network.dataSource(), TestLog.settings().withPatience(Duration.ofSeconds(30)), Clock.systemUTC());
        get(store.append(List.of(event("B")), List.of()));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private CompletableFuture<Appended> appendUnless(String tag) {
        return store.append(List.of(event("B")), List.of(none(tagged(tag), Marker.ORIGIN)));
    }

    private static <T> CompletableFuture<T> elsewhere(Supplier<CompletableFuture<T>> call) {
        return CompletableFuture.supplyAsync(() -> get(call.get()), Thread::startVirtualThread);
    }

    /** Nobody can search: one asks already, on his own thread, and whoever comes now has to wait for the store's. */
    private Connection somebodyAsking() throws SQLException {
        log.awaitIndexed(); // else the indexer waits for the table too
        Connection other = log.owner.getConnection();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("LOCK TABLE event_tags IN ACCESS EXCLUSIVE MODE");
        }
        asking = elsewhere(() -> appendUnless("a=9"));
        await().until(() -> network.waitingForLocks() == 1);
        return other;
    }

    private void release(Connection other) throws SQLException {
        try (other) {
            other.rollback();
            other.setAutoCommit(true);
        }
        get(asking);
    }

    @Test
    void who_is_told_can_wait_for_others_who_ask() throws SQLException {
        Connection other = somebodyAsking();
        CompletableFuture<Appended> refused = appendUnless("a=1");
        CompletableFuture<Appended> next = refused.exceptionally(e -> get(elsewhere(() -> appendUnless("a=8"))));
        release(other);
        // Not by asking for the refusal first: what depends on it would then run on this thread.
        assertThat(next).succeedsWithin(Duration.ofSeconds(20));
        assertThat(failure(refused)).isInstanceOf(AppendRejectedException.class);
    }

    @Test
    void an_error_that_nobody_foresees_is_told_and_the_next_search_succeeds() throws SQLException {
        Connection other = somebodyAsking();
        CompletableFuture<Appended> waiting = appendUnless("a=8");
        network.broken = true;
        release(other);
        assertThat(failure(waiting))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("nobody foresaw it");
        network.broken = false;
        Connection another = somebodyAsking();
        CompletableFuture<Appended> next = appendUnless("a=7");
        release(another);
        get(next);
    }

    @Test
    void an_error_that_nobody_foresees_does_not_end_notifications() {
        try (Arrivals arrivals = new Arrivals(log.owner, "test")) {
            arrivals.count();
            network.broken = true;
            get(store.append(List.of(event("B")), List.of()));
            await().during(Duration.ofMillis(200)).until(() -> true); // time to meet the error
            network.broken = false;
            await().until(() -> {
                long heard = arrivals.count();
                get(store.append(List.of(event("B")), List.of()));
                arrivals.await(heard, Duration.ofSeconds(1));
                return arrivals.count() > heard;
            });
        }
    }
}
