package dev.flare.saga.read;

import dev.flare.eventstore.EventReader;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.saga.work.WorkSignal;
import java.time.Duration;

/** Waits for the log to have what an answer must reflect. */
public final class Waiting {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final EventReader log;
    private final WorkSignal signal;
    private final Duration patience;

    /** @param patience how long an answer waits */
    public Waiting(EventReader log, WorkSignal signal, Duration patience) {
        this.log = log;
        this.signal = signal;
        this.patience = patience;
    }

    /** The position that an answer from the log reflects. */
    long position(Moments.Wanted wanted) {
        if (wanted.fixed() != null) {
            return wanted.fixed();
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = signal.count();
            long head = log.head().position();
            if (head >= wanted.atLeast()) {
                return head;
            }
            if (System.nanoTime() > end) {
                throw new RefusedException(RefusalCode.VIEW_BEHIND, "the supervisor's log ends at position " + head);
            }
            await(seen);
        }
    }

    private void await(long seen) {
        try {
            signal.await(seen, LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the supervisor is stopping");
        }
    }
}
