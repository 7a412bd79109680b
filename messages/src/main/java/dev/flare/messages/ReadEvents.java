package dev.flare.messages;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Events that were made here or read already: each concerns several, and would be parsed for all of them. A place for each
 * hash of an id, the latest event takes it: what is new is what will be asked for, which caches that count uses get wrong.
 * Safe for many threads.
 */
public final class ReadEvents<E> {

    private record Read<E>(UUID id, E event) {}

    private final BiFunction<String, String, E> reader;
    private final AtomicReferenceArray<@Nullable Read<E>> places;

    /**
     * @param places how many events may be here, a power of two
     * @param reader makes an event of its type and its payload
     */
    public ReadEvents(int places, BiFunction<String, String, E> reader) {
        this.places = new AtomicReferenceArray<>(places);
        this.reader = reader;
    }

    /** The event with this id, read if it is not here. */
    public E read(UUID id, String type, String payload) {
        Optional<E> known = find(id);
        if (known.isPresent()) {
            return known.get();
        }
        E read = reader.apply(type, payload);
        put(id, read);
        return read;
    }

    /** The event with this id, if it is still here. */
    public Optional<E> find(UUID id) {
        Read<E> known = places.getAcquire(place(id));
        return known != null && known.id().equals(id) ? Optional.of(known.event()) : Optional.empty();
    }

    /** An event as it is or will be stored under this id: nobody else may store another one under it. */
    public void put(UUID id, E event) {
        places.setRelease(place(id), new Read<>(id, event));
    }

    private int place(UUID id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 15)) & (places.length() - 1);
    }
}
