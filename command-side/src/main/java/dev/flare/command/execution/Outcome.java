package dev.flare.command.execution;

import dev.flare.messages.ledger.LedgerEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param events one, or one for each item of a batch; they follow each other
 * @param batchId null when it was no batch
 * @param position of the last event
 * @param repeated whether an earlier request with the same key did it
 */
public record Outcome(
        List<LedgerEvent> events, @Nullable String batchId, long position, Instant recordedAt, boolean repeated) {

    /** The event of a command that has one. */
    public LedgerEvent event() {
        return events.getLast();
    }
}
