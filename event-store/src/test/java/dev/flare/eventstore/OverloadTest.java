package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OverloadTest {

    @Test
    void what_is_too_much_is_refused_at_once_and_the_rest_completes() {
        try (TestLog log = new TestLog()) {
            EventStore store =
                    log.open(new EventStoreSettings(Set.of(), 100, 50, 20, Duration.ofSeconds(20), List.of()));
            List<CompletableFuture<Appended>> waiting = new ArrayList<>();
            try (var head = log.holdHead()) {
                for (int i = 0; i < 25; i++) {
                    waiting.add(store.append(List.of(event("A"), event("A")), List.of()));
                }
                assertThat(store.waitingEvents()).isEqualTo(50);
                CompletableFuture<Appended> tooMuch = store.append(List.of(event("A")), List.of());
                assertThat(tooMuch).isCompletedExceptionally();
                assertThat(failure(tooMuch)).isInstanceOf(StoreOverloadedException.class);
            }
            for (int i = 0; i < 25; i++) {
                assertThat(get(waiting.get(i)).firstPosition()).isEqualTo(1 + 2L * i);
            }
            get(store.append(List.of(event("A")), List.of()));
            assertThat(store.waitingEvents()).isZero();
        }
    }

    @Test
    void a_head_that_somebody_holds_longer_than_patience_fails_what_waits_and_then_all_is_well() {
        try (TestLog log = new TestLog()) {
            EventStore store = log.open(TestLog.settings().withPatience(Duration.ofSeconds(1)));
            NewEvent lost = event("A", "a=1");
            long start = System.nanoTime();
            try (var head = log.holdHead()) {
                assertThat(failure(store.append(List.of(lost), List.of())))
                        .isInstanceOf(StoreUnavailableException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            get(store.confirm());
            assertThat(log.reader().byId(lost.id())).isEmpty();
            assertThat(get(store.append(List.of(event("A")), List.of())).firstPosition())
                    .isEqualTo(1);
        }
    }
}
