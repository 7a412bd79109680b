package dev.flare.saga.transaction;

import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionCompensated;
import dev.flare.messages.supervision.TransactionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one decision with those that follow from them in a saga, and the transaction as they make it, for what the next of
 * them depends on.
 */
final class Course {

    private final List<SupervisionEvent> events = new ArrayList<>();
    private final Instant at;
    private Transaction now;

    Course(Transaction from, Instant at) {
        this.now = from;
        this.at = at;
    }

    void add(SupervisionEvent event) {
        events.add(event);
        if (event instanceof TransactionEvent ofTransaction) {
            now = now.evolve(ofTransaction, new Noted(now.changed().position() + 1, at), "");
            TransferSaga.after(now, event).forEach(this::add);
        }
    }

    /** Ends a compensation that has nothing left to do. */
    void endIfUndone() {
        if (now.undone()) {
            add(new TransactionCompensated(now.id()));
        }
    }

    Transaction now() {
        return now;
    }

    Verdict verdict() {
        return Verdict.of(events);
    }
}
