package dev.flare.saga.canary;

import java.time.Duration;
import java.time.Instant;

/**
 * When what is to happen.
 *
 * @param every one canary is begun in each such interval
 */
public record Times(Duration every) {

    /** Until when its participant, which never starts, is to be done. */
    static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAY = Duration.ofSeconds(30);
    private static final int MISSED = 3;

    /** How long after its deadline a canary must have come through: every channel has had it by then. */
    Duration within() {
        Duration half = every.dividedBy(2);
        return half.compareTo(LONGEST_WAY) < 0 ? half : LONGEST_WAY;
    }

    /** How long none may have come through. */
    Duration patience() {
        return every.multipliedBy(MISSED);
    }

    /** The beginning of the interval that a moment is in; the same in every process. */
    Instant interval(Instant moment) {
        return Instant.ofEpochMilli(moment.toEpochMilli() - Math.floorMod(moment.toEpochMilli(), every.toMillis()));
    }
}
