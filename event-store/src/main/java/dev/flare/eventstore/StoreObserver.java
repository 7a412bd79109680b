package dev.flare.eventstore;

import java.time.Duration;

/**
 * Told what a store does, for its metrics. Called on the store's own threads, some of which everything waits for: whoever
 * implements it counts and returns. Throws nothing.
 */
public interface StoreObserver {

    /** What became of an append. */
    enum End {
        COMMITTED,
        /** A condition did not hold, or the database refused the events. */
        REJECTED,
        /** Too much waited. */
        OVERLOADED,
        /** A clock is wrong, the database did not answer, or something that nobody foresaw. */
        FAILED
    }

    /** Of a store that nobody watches. */
    StoreObserver NOBODY = new StoreObserver() {
        @Override
        public void appended(End end, long nanos) {}

        @Override
        public void batchWritten(int appends, int events, long nanos) {}
    };

    /** @param nanos from the call of {@link EventStore#append} to its end */
    void appended(End end, long nanos);

    /**
     * One database transaction was committed.
     *
     * @param nanos of the statement and its commit, fsync included
     */
    void batchWritten(int appends, int events, long nanos);

    /** An append was refused because its cause lies ahead of this machine's clock: somebody has to set a clock. */
    default void causeAhead(Duration ahead) {}
}
