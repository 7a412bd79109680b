package dev.flare.command.execution;

import dev.flare.eventstore.Appended;
import dev.flare.messages.ledger.LedgerEvent;
import org.jspecify.annotations.Nullable;

/** What a handler decided; complete once it is committed. */
final class Decided {

    private final LedgerEvent event;
    private volatile @Nullable Appended appended;

    Decided(LedgerEvent event) {
        this.event = event;
    }

    void committed(@Nullable Appended where) {
        appended = where;
    }

    Outcome outcome() {
        Appended where = appended;
        if (where == null) {
            throw new IllegalStateException("the command completed before its event was committed: " + event);
        }
        return new Outcome(event, where.lastPosition(), where.recordedAt(), false);
    }
}
