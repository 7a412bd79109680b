package dev.flare.command.execution;

import dev.flare.eventstore.Appended;
import dev.flare.messages.ledger.LedgerEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler decided; complete once it is committed, and at once when there was nothing to do. */
final class Decided {

    private final List<LedgerEvent> events;
    private final @Nullable String batchId;
    private volatile @Nullable Appended appended;

    /** @param events what the command asked for, the last ones of the append */
    Decided(List<LedgerEvent> events, @Nullable String batchId) {
        this.events = events;
        this.batchId = batchId;
    }

    void committed(@Nullable Appended where) {
        appended = where;
    }

    boolean isNothing() {
        return events.isEmpty();
    }

    /** Empty when nothing was to be done. */
    Optional<Outcome> outcome() {
        return isNothing() ? Optional.empty() : Optional.of(recorded());
    }

    private Outcome recorded() {
        Appended where = appended;
        if (where == null) {
            throw new IllegalStateException("the command completed before its events were committed: " + events);
        }
        return new Outcome(events, batchId, where.lastPosition(), where.recordedAt(), false);
    }
}
