package dev.flare.command.execution;

import dev.flare.eventstore.NewEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.LedgerEvent;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Events that were decided here or read already: each concerns two accounts and would be parsed for both. A place for each
 * hash of an id, the latest event takes it: what is new is what will be asked for, which caches that count uses get wrong.
 */
final class ReadEvents {

    private static final int PLACES = 1 << 15;

    private record Read(UUID id, LedgerEvent event) {}

    private final AtomicReferenceArray<@Nullable Read> places = new AtomicReferenceArray<>(PLACES);

    LedgerEvent read(NewEvent event) {
        Optional<LedgerEvent> known = find(event.id());
        if (known.isPresent()) {
            return known.get();
        }
        LedgerEvent read = EventCodec.read(event.type(), event.payload());
        decided(event.id(), read);
        return read;
    }

    /** The event with this id, if it is still here. It may never have been committed. */
    Optional<LedgerEvent> find(UUID id) {
        Read known = places.getAcquire(place(id));
        return known != null && known.id().equals(id) ? Optional.of(known.event()) : Optional.empty();
    }

    /** Decided, though not yet committed: an event's content depends on nothing but its id. */
    void decided(UUID id, LedgerEvent event) {
        places.setRelease(place(id), new Read(id, event));
    }

    private static int place(UUID id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 15)) & (PLACES - 1);
    }
}
