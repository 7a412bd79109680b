package dev.flare.messages.view;

import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** As known when. */
public sealed interface Moment {

    /** As known by the view when it answers. */
    record Now() implements Moment {}

    /** As known at an instant, inclusive, to the microsecond. */
    record At(Instant instant) implements Moment {}

    /** As known at these positions, one for each region that the answer is about. */
    record Positions(SortedMap<Region, Long> positions) implements Moment {
        public Positions {
            positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }

    /** Whether the answer can never change. */
    default boolean isFixed() {
        return switch (this) {
            case Now now -> false;
            case At at -> true;
            case Positions positions -> true;
        };
    }
}
