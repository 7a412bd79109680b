package dev.flare.saga.kafka;

import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Which records of one partition are being worked on. They are done in any order; what is committed is only up to where all of them
 * are.
 */
final class Taken {

    private final TreeSet<Long> open = new TreeSet<>();
    private final long from;
    private long next;
    private long committed;
    private volatile boolean elsewhere;

    /** @param from the offset of the first record */
    Taken(long from) {
        this.from = from;
        this.next = from;
        this.committed = from;
    }

    /** Takes up a record. Offsets only grow. */
    synchronized void began(long offset) {
        if (offset < next) {
            throw new IllegalArgumentException("offset " + offset + " comes behind " + next + ", after " + from);
        }
        open.add(offset);
        next = offset + 1;
    }

    synchronized void done(long offset) {
        open.remove(offset);
        if (open.isEmpty()) {
            notifyAll();
        }
    }

    /** Where to go on, when that is further than it was when this was last asked. */
    synchronized OptionalLong newlyDone() {
        long upTo = open.isEmpty() ? next : open.first();
        if (upTo == committed) {
            return OptionalLong.empty();
        }
        committed = upTo;
        return OptionalLong.of(upTo);
    }

    /** What was newly done could not be committed. */
    synchronized void notCommitted() {
        committed = from - 1;
    }

    /** Waits until all of it is done, but not for long. */
    synchronized void awaitDone(long deadline) throws InterruptedException {
        for (long left = deadline - System.nanoTime();
                !open.isEmpty() && left > 0;
                left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** The partition belongs to another supervisor now, which takes what is left. */
    void leave() {
        elsewhere = true;
    }

    boolean isElsewhere() {
        return elsewhere;
    }
}
