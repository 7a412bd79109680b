package dev.flare.saga.conservation;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * A difference of one currency that has not gone away so far. After a crash the supervisor may know of events that it has not
 * counted yet, and what it has not counted it takes again: such a difference ends when the regions were taken on to where their
 * logs ended. One that lasts, in the same amount, over several such catches is none of these.
 *
 * @param times how often it was found, each time with everything caught up that was there the time before
 * @param ends where the regions' logs ended when it was last found
 */
record Suspicion(BigDecimal difference, int times, Map<String, Long> ends) {

    private static final int SURE = 3;

    Suspicion {
        ends = Map.copyOf(ends);
    }

    static Suspicion first(BigDecimal difference, Map<String, Long> ends) {
        return new Suspicion(difference, 1, ends);
    }

    /** The same difference is found again. */
    Suspicion again(BigDecimal found, Map<String, Long> positions, Map<String, Long> endsNow) {
        if (found.compareTo(difference) != 0) {
            return first(found, endsNow);
        }
        return hasCaughtUp(positions) ? new Suspicion(difference, times + 1, endsNow) : this;
    }

    private boolean hasCaughtUp(Map<String, Long> positions) {
        Map<String, Long> seen = new HashMap<>(positions);
        return ends.entrySet().stream().allMatch(end -> seen.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    boolean isSure() {
        return times >= SURE;
    }
}
