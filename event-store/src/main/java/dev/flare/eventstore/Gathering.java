package dev.flare.eventstore;

import java.util.concurrent.TimeUnit;

/**
 * How long a batch waits for company. Who was told of his commit usually comes back at once with the next append, and one
 * transaction for all of them costs hardly more than one for those who happened to be early. So a batch waits until as many
 * events are there as were under way when the last was committed, or enough of them; but never longer than a third of the time
 * that the last took, so that callers who do not come back delay nobody by much. A caller who is alone is never waited with.
 *
 * <p>Not thread-safe.
 */
final class Gathering {

    /** A batch of so many carries the price of its commit easily. */
    private static final int ENOUGH_EVENTS = 128;

    private static final int SHARE = 3;
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int most;

    /** Read without the lock by those who only look. */
    private volatile int expected;

    private long nanos;

    /** @param most how many events a batch carries */
    Gathering(int most) {
        this.most = Math.min(most, ENOUGH_EVENTS);
    }

    /**
     * A batch is committed.
     *
     * @param underWay how many events waited while it was written, with its own
     * @param tookNanos how long it was written
     */
    void committed(int underWay, long tookNanos) {
        expected = Math.min(underWay, most);
        nanos = Math.min(tookNanos / SHARE, LONGEST_NANOS);
    }

    /** Whether it would be worth waiting for more than one. */
    boolean expectsSeveral() {
        return expected > 1;
    }

    boolean isComplete(int waiting) {
        return waiting >= expected;
    }

    /** How long to wait until it is complete. */
    long nanos() {
        return nanos;
    }
}
