package dev.flare.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which appends happen and in which order. Callers submit; the {@link Committer} takes what waits, writes it and
 * says what became of it. All under one short lock that is never held across I/O; outcomes are told outside of it, on a
 * thread of their own.
 */
final class Sequencer {

    /** What the committer does next: write the batch, then tell the confirmations. Either may be empty. */
    record Work(List<PendingAppend> batch, List<Confirmation> confirmations) {}

    /** Somebody wants to know that the log was read, and all submitted up to a number was settled, after a moment of his. */
    record Confirmation(long submitted, CompletableFuture<Marker> outcome) {}

    /** What became of a submission. */
    enum Submission {
        /** The append has its place, or was completed with the reason why it has none. */
        DECIDED,
        /** Memory does not reach down to a condition: search the committed log first. */
        BELOW_MEMORY,
        /** A condition speaks of what another process committed and this one has not read yet: read on first. */
        BEYOND_MEMORY
    }

    private static final int SPINS = 100;
    private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventStoreSettings settings;
    private final RecentLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final List<Confirmation> confirmations = new ArrayList<>();
    private final Gathering gathering;
    private boolean gathers;
    private long submitted;
    private boolean closed;
    private long searchUniqueTagsUntil = System.nanoTime();

    Sequencer(EventStoreSettings settings, long head) {
        this.settings = settings;
        this.log = new RecentLog(settings.recentEvents(), head);
        this.gathering = new Gathering(settings.batchEvents());
    }

    /**
     * Virtual threads do not queue for the lock: with hundreds of them at work, the first in its queue is woken when its turn
     * at a processor comes, finds the lock taken by one that came by, and sleeps again, with all the others behind it. That
     * made single commands wait for ten seconds where most took a tenth of one. The lock is held for microseconds, so trying
     * again soon does better.
     */
    private void acquire() {
        if (!Thread.currentThread().isVirtual()) {
            lock.lock();
            return;
        }
        for (int tries = 0; !lock.tryLock(); tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        acquire();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    long start() {
        return locked(log::start);
    }

    /** Without the lock: whoever looks must not stand in the way, nor wait. */
    long durable() {
        return log.durable();
    }

    /**
     * Up to where the committed log is to be searched for what memory does not reach: a good way into memory, so that memory still
     * reaches down to it when the search is over, but no further than the index over tags if possible.
     */
    long searchedUpTo(long indexed) {
        return locked(() -> {
            long middle = log.start() + (log.durable() - log.start() + 1) / 2;
            return Math.min(log.durable(), Math.max(indexed, middle));
        });
    }

    /** Without the lock too. */
    int waitingEvents() {
        return log.pendingEvents();
    }

    boolean holds(Marker marker) {
        return locked(() -> log.holds(marker));
    }

    Marker before(Instant instant) {
        return locked(() -> log.before(instant));
    }

    /**
     * The matching events after a marker, or null when memory does not reach down to it. Whether the marker still holds is
     * asked under the same lock: a position of one epoch means nothing in the next.
     */
    @Nullable
    Sourced source(Criteria criteria, Marker after, boolean ahead) {
        return locked(() -> {
            if (!log.holds(after)) {
                throw new AppendRejectedException("what was read ahead was not committed", null);
            }
            if (after.position() < log.start()) {
                return null;
            }
            Marker upTo = log.marker(ahead);
            if (log.isBehind(after) || after.position() > upTo.position()) {
                return new Sourced(List.of(), after); // never a marker that forgets what the caller has seen
            }
            return new Sourced(log.source(criteria, after.position(), ahead), upTo);
        });
    }

    /**
     * Gives an append its place, or completes it with the reason why it has none, if memory is enough to tell.
     *
     * @param wake whether the committer's thread is to write it; else the caller does
     */
    Submission submit(PendingAppend append, boolean wake) {
        RuntimeException refusal;
        acquire();
        try {
            if (append.guards.stream().anyMatch(guard -> log.isBehind(guard.after()))) {
                return Submission.BEYOND_MEMORY;
            }
            if (append.guards.stream().anyMatch(this::isToBeSearchedFor)) {
                return Submission.BELOW_MEMORY;
            }
            refusal = refusal(append);
            if (refusal == null) {
                append.uncheckedUpTo = log.start();
                append.uncheckedTags = append.uniqueTagsBelow(log.start());
                append.number = ++submitted;
                log.add(append);
                if (wake && (!gathers || gathering.isComplete(log.pendingEvents()))) {
                    work.signal();
                }
                return Submission.DECIDED;
            }
        } finally {
            lock.unlock();
        }
        append.outcome.completeExceptionally(refusal);
        return Submission.DECIDED;
    }

    /**
     * Below memory, a unique tag is looked up by the statement that writes it: nearly all are free. One that is taken throws out
     * its append, and others that were decided on it have to be decided again. So while taken ones come in, as when a client
     * repeats many requests, they are searched for first.
     */
    private boolean isToBeSearchedFor(PendingAppend.Guard guard) {
        return guard.holdsUpTo() < log.start()
                && (guard.uniqueTag() == null || System.nanoTime() - searchUniqueTagsUntil < 0);
    }

    private @Nullable RuntimeException refusal(PendingAppend append) {
        if (closed) {
            return closedException();
        }
        if (log.pendingEvents() + append.events.size() > settings.waitingEvents() && log.pendingEvents() > 0) {
            return new StoreOverloadedException(log.pendingEvents());
        }
        for (PendingAppend.Guard guard : append.guards) {
            if (!log.holds(guard.after())) {
                return new AppendRejectedException("an append that this one was decided on failed", null);
            }
            if (log.lastMatch(guard.criteria(), guard.holdsUpTo(), log.end()) > 0) {
                return guard.rejection();
            }
        }
        return null;
    }

    /** Completes once the head was read, and everything that waits now is settled, after this call. */
    CompletableFuture<Marker> confirm() {
        return locked(() -> {
            Confirmation confirmation = new Confirmation(submitted, new CompletableFuture<>());
            if (closed) {
                return CompletableFuture.failedFuture(closedException());
            }
            confirmations.add(confirmation);
            work.signal();
            return confirmation.outcome();
        });
    }

    /** Waits until there is something to do, and for company; false when closed and all is done. */
    boolean awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (log.pendingEvents() == 0 && confirmations.isEmpty()) {
                if (closed) {
                    return false;
                }
                work.await();
            }
            gather();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void gather() throws InterruptedException {
        gathers = true;
        try {
            long nanos = gathering.nanos();
            while (nanos > 0 && !gathering.isComplete(log.pendingEvents()) && confirmations.isEmpty() && !closed) {
                nanos = work.awaitNanos(nanos);
            }
        } finally {
            gathers = false;
        }
    }

    /** Whether others are about to come, so that a caller had better not write his append himself. Without the lock. */
    boolean expectsSeveral() {
        return gathering.expectsSeveral();
    }

    /** What there is to do now, which may be nothing. An empty batch with confirmations asks for a look at the head. */
    Work takeWork() {
        return locked(() -> {
            Work next = new Work(log.first(settings.batchEvents()), List.copyOf(confirmations));
            confirmations.clear();
            return next;
        });
    }

    /** It could not be done: the committer's thread is to try. */
    void giveBack(Work undone) {
        locked(() -> {
            confirmations.addAll(undone.confirmations());
            work.signal();
            return null;
        });
    }

    List<PendingAppend> first(int events) {
        return locked(() -> log.first(events));
    }

    /**
     * @param tookNanos how long it was written, 0 if that says nothing of the next
     * @return tells those who appended; to be run by a thread that nobody waits for
     */
    Runnable committed(List<PendingAppend> batch, Instant recordedAt, long tookNanos) {
        locked(() -> {
            gathering.committed(log.pendingEvents(), tookNanos);
            log.committed(batch, recordedAt);
            return null;
        });
        return () -> batch.forEach(append ->
                append.outcome.complete(new Appended(append.firstPosition, append.lastPosition(), recordedAt)));
    }

    /** Answers those whose append was settled; the others wait for another round. */
    void confirmed(List<Confirmation> asked) {
        if (asked.isEmpty()) { // nearly always
            return;
        }
        List<Confirmation> settled = new ArrayList<>();
        Marker marker = locked(() -> {
            List<PendingAppend> waiting = log.first(1);
            long settledUpTo = waiting.isEmpty() ? submitted : waiting.getFirst().number - 1;
            asked.forEach(confirmation ->
                    (confirmation.submitted() <= settledUpTo ? settled : confirmations).add(confirmation));
            return log.marker(false);
        });
        tell(() -> settled.forEach(confirmation -> confirmation.outcome().complete(marker)));
    }

    /** Another process appended these events. */
    void foreign(List<StoredEvent> events) {
        tellRejected(locked(() -> log.rebase(events, Set.of())));
    }

    /** An append of ours cannot be written. */
    void fall(PendingAppend append, RuntimeException reason) {
        Map<PendingAppend, AppendRejectedException> others = locked(() -> log.rebase(List.of(), Set.of(append)));
        tell(() -> append.outcome.completeExceptionally(reason));
        tellRejected(others);
    }

    /** Events of old carry these unique tags: the appends that carry them too cannot be written. */
    void taken(List<PendingAppend> batch, Set<String> tags) {
        Map<PendingAppend, AppendRejectedException> fallen = new HashMap<>();
        for (PendingAppend append : batch) {
            append.uncheckedTags.stream()
                    .filter(tags::contains)
                    .findFirst()
                    .ifPresent(tag ->
                            fallen.put(append, new AppendRejectedException("another event carries " + tag, tag)));
        }
        Map<PendingAppend, AppendRejectedException> others = locked(() -> {
            searchUniqueTagsUntil = System.nanoTime() + SEARCH_NANOS;
            return log.rebase(List.of(), fallen.keySet());
        });
        tellRejected(fallen);
        tellRejected(others);
    }

    /** More happened elsewhere than memory holds: start anew behind it. */
    void restart(long head) {
        startAnew(head, new AppendRejectedException("much was appended elsewhere meanwhile", null), List.of());
    }

    /** Nothing that waits could be written, and what memory holds may not be true. */
    void startAnew(long head, RuntimeException reason, List<Confirmation> asked) {
        fail(locked(() -> log.restart(head)), reason, asked);
    }

    /** Nothing that waits could be written. */
    void failAll(RuntimeException reason, List<Confirmation> asked) {
        fail(locked(log::removePending), reason, asked);
    }

    private static void fail(List<PendingAppend> lost, RuntimeException reason, List<Confirmation> asked) {
        tell(() -> {
            lost.forEach(append -> append.outcome.completeExceptionally(reason));
            asked.forEach(confirmation -> confirmation.outcome().completeExceptionally(reason));
        });
    }

    /** Takes nothing more; what waits is still written. */
    void close() {
        locked(() -> {
            closed = true;
            work.signalAll();
            return null;
        });
    }

    /** Nobody writes any more: whatever still waits is told so. */
    void stopped() {
        List<Confirmation> asked = locked(() -> {
            closed = true;
            List<Confirmation> waiting = List.copyOf(confirmations);
            confirmations.clear();
            return waiting;
        });
        failAll(closedException(), asked);
    }

    private static StoreUnavailableException closedException() {
        return new StoreUnavailableException("the event store is closed", null);
    }

    private static void tellRejected(Map<PendingAppend, AppendRejectedException> rejected) {
        if (!rejected.isEmpty()) {
            tell(() -> rejected.forEach((append, reason) -> append.outcome.completeExceptionally(reason)));
        }
    }

    /** What callers do with an outcome must not delay the next batch. */
    static void tell(Runnable outcomes) {
        Thread.startVirtualThread(outcomes);
    }
}
