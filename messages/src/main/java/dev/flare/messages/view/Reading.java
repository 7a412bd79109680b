package dev.flare.messages.view;

import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The two times of every query, and how much the view must have seen.
 *
 * @param moment as known then
 * @param minPosition only delays the answer until the view has seen these positions
 * @param effectiveAt counts only postings that are effective by then, null for all
 */
public record Reading(
        Moment moment,
        SortedMap<Region, Long> minPosition,
        @Nullable Instant effectiveAt) {

    public Reading {
        minPosition = Collections.unmodifiableSortedMap(new TreeMap<>(minPosition));
    }

    /** As known now, whatever the view has seen so far. */
    public static Reading now() {
        return new Reading(new Moment.Now(), new TreeMap<>(), null);
    }
}
