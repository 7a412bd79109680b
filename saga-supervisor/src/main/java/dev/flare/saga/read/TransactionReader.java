package dev.flare.saga.read;

import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.Tags;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.saga.supervision.RecordedEvents;
import dev.flare.saga.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads transactions from their events, so each answer is exact at its position. */
public final class TransactionReader {

    private static final int AT_ONCE = 1_000;

    private final EventReader log;

    public TransactionReader(EventReader log) {
        this.log = log;
    }

    /** A transaction as it stands. */
    public Transaction now(String transactionId) {
        return at(transactionId, Long.MAX_VALUE);
    }

    /** A transaction as it stood at a position. */
    public Transaction at(String transactionId, long position) {
        Transaction transaction = Transaction.unknown(transactionId);
        for (StoredEvent event : events(transactionId, position)) {
            transaction = RecordedEvents.evolve(transaction, event);
        }
        return transaction;
    }

    /** The events of a transaction up to a position. */
    List<StoredEvent> events(String transactionId, long position) {
        List<StoredEvent> all = new ArrayList<>();
        String tag = Tags.transaction(transactionId);
        List<StoredEvent> page;
        do {
            long after = all.isEmpty() ? 0 : all.getLast().position();
            page = log.matching(Criteria.of(Criterion.tagged(tag)), after, position, AT_ONCE);
            all.addAll(page);
        } while (page.size() == AT_ONCE);
        return all;
    }

    /** The transaction of an alert: its id leads to the event that raised it. */
    public Optional<String> transactionOf(String alertId) {
        return uuid(alertId)
                .flatMap(log::byId)
                .map(event -> SupervisionNames.read(event.type(), event.payload()))
                .filter(AlertRaised.class::isInstance)
                .map(event -> ((AlertRaised) event).transactionId());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
