package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Checks conditions that reach below what is in memory, such as idempotency keys, against all that is committed. What is
 * committed never changes, so this needs no lock; all checks that arrive while one statement runs share the next one.
 */
final class HistoryCheck implements Runnable {

    private record Check(List<PendingAppend.Guard> guards, CompletableFuture<Long> checkedUpTo) {}

    private static final int TOGETHER_MAX = 1_000;

    private final DataSource dataSource;
    private final Sequencer sequencer;
    private final TagIndexer tagIndexer;
    private final Duration patience;
    private final BlockingQueue<Check> waiting;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile boolean closed;

    HistoryCheck(DataSource dataSource, Sequencer sequencer, TagIndexer tagIndexer, EventStoreSettings settings) {
        this.dataSource = dataSource;
        this.sequencer = sequencer;
        this.tagIndexer = tagIndexer;
        this.patience = settings.patience();
        this.waiting = new LinkedBlockingQueue<>(settings.waitingEvents());
    }

    /**
     * Completes with the position up to which no event violates a guard, or with the rejection. Asks the database on the
     * caller's thread when nobody else is asking: two changes of thread are as long as the statement itself.
     */
    CompletableFuture<Long> check(List<PendingAppend.Guard> guards) {
        Check check = new Check(guards, new CompletableFuture<>());
        if (!closed && waiting.isEmpty() && asking.tryLock()) {
            List<Runnable> answers;
            try {
                answers = answers(List.of(check));
            } finally {
                asking.unlock();
            }
            answers.forEach(Runnable::run);
            return check.checkedUpTo();
        }
        if (!waiting.offer(check)) {
            check.checkedUpTo().completeExceptionally(new StoreOverloadedException(waiting.size()));
        } else if (closed) {
            failWaiting();
        }
        return check.checkedUpTo();
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                Check first = waiting.take();
                List<Runnable> answers;
                asking.lock();
                try {
                    List<Check> together = new ArrayList<>();
                    together.add(first);
                    waiting.drainTo(together, TOGETHER_MAX);
                    answers = answers(together);
                } finally {
                    asking.unlock();
                }
                // Who is answered goes on to append, and may stay for it: all of them at once, and others ask
                // meanwhile.
                answers.forEach(Sequencer::tell);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Before its thread is interrupted, which a statement under way may swallow. */
    void close() {
        closed = true;
        failWaiting();
    }

    private void failWaiting() {
        for (Check check = waiting.poll(); check != null; check = waiting.poll()) {
            check.checkedUpTo().completeExceptionally(new StoreUnavailableException("the event store is closed", null));
        }
    }

    /** Tells each what was found; to be run by who holds neither the lock nor a connection. */
    private List<Runnable> answers(List<Check> together) {
        try {
            return Sql.within(patience, dataSource, connection -> answers(connection, together));
        } catch (RuntimeException | Error e) {
            StoreUnavailableException unavailable = e instanceof StoreUnavailableException known
                    ? known
                    : new StoreUnavailableException("the event store cannot be searched: " + e.getMessage(), e);
            return together.stream()
                    .<Runnable>map(check -> () -> check.checkedUpTo().completeExceptionally(unavailable))
                    .toList();
        }
    }

    private List<Runnable> answers(Connection connection, List<Check> together) throws SQLException {
        long upTo = sequencer.searchedUpTo(tagIndexer.reached());
        Set<String> taken = taken(connection, together, upTo);
        List<Runnable> answers = new ArrayList<>();
        for (Check check : together) {
            answers.add(answer(connection, check, taken, upTo));
        }
        return answers;
    }

    private static Set<String> taken(Connection connection, List<Check> together, long upTo) throws SQLException {
        Set<String> asked = together.stream()
                .flatMap(check -> check.guards().stream())
                .map(PendingAppend.Guard::uniqueTag)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .collect(Collectors.toSet());
        return asked.isEmpty() ? Set.of() : CommittedLog.taken(connection, asked, upTo);
    }

    private static Runnable answer(Connection connection, Check check, Set<String> taken, long upTo)
            throws SQLException {
        for (PendingAppend.Guard guard : check.guards()) {
            if (violated(connection, guard, taken, upTo)) {
                return () -> check.checkedUpTo().completeExceptionally(guard.rejection());
            }
        }
        return () -> check.checkedUpTo().complete(upTo);
    }

    private static boolean violated(Connection connection, PendingAppend.Guard guard, Set<String> taken, long upTo)
            throws SQLException {
        String tag = guard.uniqueTag();
        if (tag != null) {
            return taken.contains(tag);
        }
        return CommittedLog.contains(connection, guard.criteria(), guard.holdsUpTo(), upTo);
    }
}
