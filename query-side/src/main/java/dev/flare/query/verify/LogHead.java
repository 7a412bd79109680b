package dev.flare.query.verify;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Hash;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a region's log ended, in so few words that they can be kept elsewhere. The hash vouches for every event up to there: a
 * log that has it there, and whose chain is whole, is the same log.
 *
 * @param position of the last event, 0 when there was none
 * @param hash of the last event, 64 zeros when there was none
 * @param recordedAt of the last event, null when there was none
 * @param firstHash of the first event, which tells one log from another; null when there was none
 */
public record LogHead(
        Region region,
        long position,
        String hash,
        @Nullable Instant recordedAt,
        @Nullable String firstHash) {

    /** Where the log ends now. */
    public static LogHead of(Region region, EventReader log) {
        return at(region, log, log.head().position());
    }

    /** Where it ended when this was its last position. */
    public static LogHead at(Region region, EventReader log, long position) {
        if (position == 0) {
            return new LogHead(region, 0, Hash.ZERO.toString(), null, null);
        }
        StoredEvent last = event(log, position);
        String first = event(log, 1).hash().toString();
        return new LogHead(region, position, last.hash().toString(), last.recordedAt(), first);
    }

    /** The event there; where it is missing, the next one, whose hash is another. */
    private static StoredEvent event(EventReader log, long position) {
        List<StoredEvent> found = log.after(position - 1, 1);
        if (found.isEmpty()) {
            throw new IllegalStateException("the log has no event at position " + position + " nor behind it");
        }
        return found.getFirst();
    }
}
