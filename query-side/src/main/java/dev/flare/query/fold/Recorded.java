package dev.flare.query.fold;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.ledger.LedgerEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event of the ledger and where it stands in its region's log. */
public record Recorded(long position, Instant recordedAt, LedgerEvent event) {

    /**
     * Reads a stored event; null when it is not of the ledger's language and therefore no concern of the views.
     *
     * @throws IllegalArgumentException when it should be of the ledger and cannot be read
     */
    public static @Nullable Recorded read(StoredEvent stored) {
        if (MessageNames.eventClass(stored.type()) == null) {
            return null;
        }
        // A newer writer means something that this reader would get wrong: better to stop visibly.
        if (!stored.version().equals(MessageNames.VERSION)) {
            throw new IllegalArgumentException("event " + stored.position() + " is " + stored.type() + " version "
                    + stored.version() + ", and only version " + MessageNames.VERSION + " is known");
        }
        return new Recorded(stored.position(), stored.recordedAt(), EventCodec.read(stored.type(), stored.payload()));
    }
}
