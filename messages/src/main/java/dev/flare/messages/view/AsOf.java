package dev.flare.messages.view;

import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an answer reflects: everything up to these positions and nothing after.
 *
 * @param position per region that the answer is about
 * @param recordedAt of the latest event among these positions, null when there is none
 */
public record AsOf(
        SortedMap<Region, Long> position, @Nullable Instant recordedAt) {

    public AsOf {
        position = Collections.unmodifiableSortedMap(new TreeMap<>(position));
    }
}
