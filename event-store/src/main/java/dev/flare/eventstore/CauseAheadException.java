package dev.flare.eventstore;

import java.time.Duration;
import java.time.Instant;

/**
 * The events' cause was recorded further ahead of this machine's clock than {@link Append#AHEAD_MAX}. Nothing was written: it
 * would have pushed the log's clock ahead for everybody. Set the clocks, then try again.
 */
public final class CauseAheadException extends RuntimeException {

    private final Duration ahead;

    CauseAheadException(Instant causedAt, Instant now) {
        super(
                "the cause was recorded at " + causedAt + ", but here it is " + now + ": a clock is wrong",
                null,
                false,
                false);
        this.ahead = Duration.between(now, causedAt);
    }

    /** How far. */
    public Duration ahead() {
        return ahead;
    }
}
