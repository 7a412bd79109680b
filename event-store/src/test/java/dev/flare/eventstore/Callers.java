package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Callers who append one event after the other, and remember what they were told and how long they waited for it. */
final class Callers implements AutoCloseable {

    /** @param told null when it failed */
    record Call(List<NewEvent> events, Appended told, Throwable failure, Duration took) {}

    private final EventStore store;
    private final Supplier<String> payload;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean enough;

    Callers(EventStore store, int callers, Supplier<String> payload) {
        this.store = store;
        this.payload = payload;
        this.threads = IntStream.range(0, callers)
                .mapToObj(i -> Thread.startVirtualThread(() -> call(i % 2 == 0)))
                .toList();
    }

    private void call(boolean stays) {
        while (!enough) {
            Call call = call(stays, List.of(new NewEvent(UUID.randomUUID(), "A", "1", List.of("a=1"), payload.get())));
            calls.add(call);
            if (call.failure() != null) {
                pause();
            }
        }
    }

    private Call call(boolean stays, List<NewEvent> events) {
        long began = System.nanoTime();
        try {
            Appended told =
                    Events.get(stays ? store.appendAndStay(Append.of(events)) : store.append(events, List.of()));
            return new Call(events, told, null, Duration.ofNanos(System.nanoTime() - began));
        } catch (CompletionException e) {
            return new Call(events, null, e.getCause(), Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** As who is told no would do. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long acknowledged() {
        return calls.stream().filter(call -> call.told() != null).count();
    }

    long failed() {
        return calls.stream().filter(call -> call.failure() != null).count();
    }

    Callers awaitMore(int acknowledged) {
        long before = acknowledged();
        await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged() > before + acknowledged);
        return this;
    }

    /** Until as many as there are callers were told no. */
    Callers awaitNo() {
        long before = failed();
        await().atMost(Duration.ofSeconds(20)).until(() -> failed() >= before + threads.size());
        return this;
    }

    @Override
    public void close() {
        enough = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Every yes is kept, and every no was "unavailable" and in time; what became of it can be looked up, and does not change any
     * more.
     */
    void judge(EventStore open, EventReader reader, Duration longest) {
        close();
        Events.get(open.confirm());
        List<StoredEvent> log = reader.after(0, Integer.MAX_VALUE);
        Audit audit = new Audit(log).log_is_sound();
        for (Call call : calls) {
            if (call.told() != null) {
                audit.is_there_whole(
                        new Audit.Told(call.events(), Criteria.of(Criterion.tagged("a=1")), List.of(), call.told()));
            } else {
                assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class);
            }
            assertThat(call.took()).as(call.toString()).isLessThan(longest);
        }
        assertThat(log.size()).isBetween((int) acknowledged(), calls.size());
        Events.get(open.append(List.of(Events.event("A", "a=1")), List.of()));
        assertThat(reader.head().position()).as("nothing came late").isEqualTo(log.size() + 1L);
        TagIndexCheck tags = new TagIndexCheck(reader, log.size());
        log.forEach(tags::take);
        assertThat(tags.difference()).isEmpty();
    }
}
