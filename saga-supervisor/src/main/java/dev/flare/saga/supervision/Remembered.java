package dev.flare.saga.supervision;

import dev.flare.eventstore.Marker;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was folded of something lately, and up to where; of the least lately used, nothing. Safe for many threads. */
final class Remembered<T> {

    /** @param upTo everything up to there is in the state */
    record At<T>(T state, Marker upTo) {}

    private final Map<String, At<T>> states;

    Remembered(int most) {
        this.states = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, At<T>> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable At<T> get(String id) {
        return states.get(id);
    }

    synchronized void put(String id, At<T> known) {
        At<T> had = states.get(id);
        if (had == null || had.upTo().position() <= known.upTo().position()) {
            states.put(id, known);
        }
    }
}
