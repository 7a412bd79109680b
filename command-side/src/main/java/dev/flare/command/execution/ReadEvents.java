package dev.flare.command.execution;

import dev.flare.eventstore.NewEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.LedgerEvent;
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
        Read known = places.getAcquire(place(event.id()));
        if (known != null && known.id().equals(event.id())) {
            return known.event();
        }
        LedgerEvent read = EventCodec.read(event.type(), event.payload());
        decided(event.id(), read);
        return read;
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
