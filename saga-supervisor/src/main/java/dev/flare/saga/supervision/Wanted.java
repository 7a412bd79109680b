package dev.flare.saga.supervision;

import dev.flare.eventstore.Follower;
import dev.flare.web.following.Signal;
import java.time.Duration;

/**
 * Raised by whoever waits for what follows from the supervisor's log: its lists, and work that is due at once. As long as nobody does
 * and much arrives, the lists take their time: most transfers between regions then begin and end within one step, and are written
 * once instead of three times, without a deadline that is written and removed again.
 */
public final class Wanted extends Signal implements Follower.Leisure {

    /** So many events in a step are many. */
    private static final int MANY = 200;

    /**
     * Several times as long as a transfer takes under load. A deadline that is shorter may be looked at so much later than it passed; the
     * usual one of a transfer is twenty times as long.
     */
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final Duration longest;
    private long seen;

    Wanted() {
        this(LONGEST);
    }

    Wanted(Duration longest) {
        this.longest = longest;
    }

    @Override
    public void spend(long taken) throws InterruptedException {
        if (taken >= MANY) {
            await(seen, longest);
        }
        seen = count();
    }
}
