package dev.flare.command.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.flare.eventstore.NewEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.LedgerEvent;
import java.util.UUID;

/** Events that were decided here or read already, by id: each concerns two accounts and would be parsed for both. */
final class ReadEvents {

    private static final int EVENTS_MAX = 20_000;

    private final Cache<UUID, LedgerEvent> events =
            Caffeine.newBuilder().maximumSize(EVENTS_MAX).build();

    LedgerEvent read(NewEvent event) {
        LedgerEvent known = events.getIfPresent(event.id());
        if (known != null) {
            return known;
        }
        LedgerEvent read = EventCodec.read(event.type(), event.payload());
        events.put(event.id(), read);
        return read;
    }

    /** Decided, though not yet committed: an event's content depends on nothing but its id. */
    void decided(UUID id, LedgerEvent event) {
        events.put(id, event);
    }
}
