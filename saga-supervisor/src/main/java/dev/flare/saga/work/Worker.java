package dev.flare.saga.work;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work of one queue, a bounded number of pieces at once, as it falls due. Any number of processes may: each takes a piece
 * for a time, and what a process leaves undone, because it died, another takes up when that time is over. So each piece is done at
 * least once. What fails is tried again, after pauses that grow up to a limit; it holds up nothing else.
 */
public final class Worker implements AutoCloseable {

    /** Does one piece of work, or throws why it could not. */
    @FunctionalInterface
    public interface Task {
        void run(Claimed work) throws Exception;
    }

    /** All that could be done for now was done; it is looked at again later, and that is no failure. */
    public static final class NotYetException extends Exception {

        private final Instant until;

        public NotYetException(Instant until) {
            super("not before " + until, null, false, false);
            this.until = until;
        }
    }

    /**
     * @param atOnce how many pieces may be under way
     * @param lease for how long a piece is taken; longer than one lasts
     * @param firstPause after the first failure; doubled with each further one
     * @param longestPause the limit of that
     */
    public record Limits(int atOnce, Duration lease, Duration firstPause, Duration longestPause) {

        Duration pause(int attempts) {
            long factor = 1L << Math.min(20, Math.max(0, attempts - 1));
            Duration pause = firstPause.multipliedBy(factor);
            return pause.compareTo(longestPause) < 0 ? pause : longestPause;
        }
    }

    /**
     * @param heartbeat when it last looked for work
     * @param lastSuccess when it last did a piece; null before the first
     * @param failures how many pieces, and looks, failed in a row
     * @param failure what the last of these failed with
     */
    public record State(
            String queue,
            Instant heartbeat,
            @Nullable Instant lastSuccess,
            int failures,
            @Nullable String failure) {}

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration IDLE = Duration.ofSeconds(1);

    /** What is due and could not be taken is just being taken by another process. */
    private static final Duration LEAST_REST = Duration.ofMillis(5);

    private static final int FAILURE_LENGTH = 500;

    private final String queue;
    private final Task task;
    private final Limits limits;
    private final DataSource database;
    private final WorkSignal signal;
    private final Clock clock;
    private final Semaphore free;
    private final ExecutorService pieces = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread;
    private volatile State state;
    private volatile boolean closed;

    // Looks and pieces fail apart: a look that succeeds says nothing of pieces, but all of looks.
    private int failedLooks;
    private int failedPieces;
    private @Nullable String lookFailure;
    private @Nullable String pieceFailure;

    public Worker(String queue, Task task, Limits limits, DataSource database, WorkSignal signal, Clock clock) {
        this.queue = queue;
        this.task = task;
        this.limits = limits;
        this.database = database;
        this.signal = signal;
        this.clock = clock;
        this.free = new Semaphore(limits.atOnce());
        this.state = new State(queue, clock.instant(), null, 0, null);
        this.thread = Thread.ofPlatform().name("work-" + queue).daemon().unstarted(this::run);
    }

    public Worker start() {
        thread.start();
        return this;
    }

    public State state() {
        return state;
    }

    private void run() {
        try {
            while (!closed) {
                look();
            }
        } catch (InterruptedException e) {
            LOG.debug("the work of {} was told to stop", queue);
        }
    }

    /** Whatever goes wrong, the next look is taken: nobody else does this process's share of the work. */
    private void look() throws InterruptedException {
        try {
            signal.looks(queue);
            if (!takeUp()) {
                awaitUntil(nextLook());
            }
        } catch (RuntimeException e) {
            LOG.error("looking for work of {} failed", queue, e);
            lookFailed(e);
            TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
        }
    }

    /** Takes up as much as may be under way; whether there was something. */
    private boolean takeUp() throws InterruptedException {
        free.acquire();
        int more = free.drainPermits();
        int room = 1 + more;
        List<Claimed> claimed = List.of();
        try {
            claimed = claim(room);
        } finally {
            free.release(room - claimed.size());
        }
        claimed.forEach(work -> pieces.execute(() -> perform(work)));
        return !claimed.isEmpty();
    }

    private List<Claimed> claim(int most) {
        try (Connection connection = database.getConnection()) {
            Instant now = clock.instant();
            List<Claimed> claimed = WorkTable.claim(connection, queue, most, now, now.plus(limits.lease()));
            looked(now);
            return claimed;
        } catch (SQLException e) {
            lookFailed(e);
            return List.of();
        }
    }

    /** Earlier when somebody tells of work that is due before, or the clock goes faster than time. */
    private void awaitUntil(Instant look) throws InterruptedException {
        long end = System.nanoTime() + Duration.between(clock.instant(), look).toNanos();
        while (true) {
            long seen = signal.count();
            Duration rest = Duration.ofNanos(end - System.nanoTime());
            if (!rest.isPositive()
                    || signal.isDueBefore(queue, look)
                    || !clock.instant().isBefore(look)) {
                return;
            }
            signal.await(seen, rest);
        }
    }

    /** When the next piece falls due, but soon enough for what nobody told of here. */
    private Instant nextLook() {
        Instant now = clock.instant();
        Instant latest = now.plus(IDLE);
        try (Connection connection = database.getConnection()) {
            Instant next = WorkTable.nextDue(connection, queue).orElse(latest);
            Instant look = next.isBefore(latest) ? next.plusMillis(1) : latest;
            Instant soonest = now.plus(LEAST_REST);
            return look.isBefore(soonest) ? soonest : look;
        } catch (SQLException e) {
            lookFailed(e);
            return latest;
        }
    }

    private void perform(Claimed work) {
        try {
            task.run(work);
            succeeded();
        } catch (NotYetException later) {
            succeeded();
            putOff(work, later.until, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            pieceFailed(e);
            putOff(work, e);
        } finally {
            free.release();
        }
    }

    private void putOff(Claimed work, Exception why) {
        String failure = String.valueOf(why.getMessage());
        String cut = failure.length() <= FAILURE_LENGTH ? failure : failure.substring(0, FAILURE_LENGTH);
        putOff(work, clock.instant().plus(limits.pause(work.attempts())), cut);
    }

    private void putOff(Claimed work, Instant until, @Nullable String failure) {
        try (Connection connection = database.getConnection()) {
            WorkTable.putOff(connection, work, until, failure);
            // Until now it was due when its time is over, and who waits for that waits too long.
            signal.due(queue, until);
            signal.raise();
        } catch (SQLException e) {
            // Then it is taken up again when its time is over.
            LOG.debug("a piece of {} could not be put off: {}", queue, e.getMessage());
        }
    }

    private synchronized void looked(Instant now) {
        failedLooks = 0;
        lookFailure = null;
        told(now, state.lastSuccess());
    }

    private synchronized void succeeded() {
        failedPieces = 0;
        pieceFailure = null;
        told(state.heartbeat(), clock.instant());
    }

    private synchronized void lookFailed(Exception why) {
        String failure = String.valueOf(why);
        warn(failure, failure.equals(lookFailure));
        failedLooks++;
        lookFailure = failure;
        told(state.heartbeat(), state.lastSuccess());
    }

    private synchronized void pieceFailed(Exception why) {
        String failure = String.valueOf(why);
        warn(failure, failure.equals(pieceFailure));
        failedPieces++;
        pieceFailure = failure;
        told(state.heartbeat(), state.lastSuccess());
    }

    private void told(Instant heartbeat, @Nullable Instant lastSuccess) {
        String failure = lookFailure == null ? pieceFailure : lookFailure;
        state = new State(queue, heartbeat, lastSuccess, failedLooks + failedPieces, failure);
    }

    private void warn(String failure, boolean known) {
        if (!known && !closed) {
            LOG.atWarn()
                    .addKeyValue("queue", queue)
                    .addKeyValue("failure", failure)
                    .log("work failed; tried again");
        }
    }

    /** Ends what is under way, for at most 5 s. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        pieces.shutdown();
        try {
            if (!pieces.awaitTermination(5, TimeUnit.SECONDS)) {
                pieces.shutdownNow();
            }
        } catch (InterruptedException e) {
            pieces.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
