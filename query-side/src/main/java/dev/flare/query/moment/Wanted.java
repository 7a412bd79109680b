package dev.flare.query.moment;

import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must reflect.
 *
 * @param regions that the answer is about
 * @param fixed the moment's position in each region, or null for whatever the view has seen
 * @param recordedAt of the fixed moment's latest event
 * @param atLeast what the view must have seen
 */
public record Wanted(
        SortedSet<Region> regions,
        @Nullable SortedMap<Region, Long> fixed,
        @Nullable Instant recordedAt,
        SortedMap<Region, Long> atLeast) {}
