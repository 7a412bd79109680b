package dev.flare.saga.following;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.saga.transaction.Case;
import dev.flare.saga.transaction.Noted;
import dev.flare.saga.transaction.RegionFact;
import dev.flare.saga.transaction.Row;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.transaction.TransferFacts;
import dev.flare.saga.transaction.TransferSaga;
import dev.flare.saga.transaction.TypeRules;
import java.util.Map;
import java.util.Optional;

/**
 * Transfers that have left their source, of which the supervisor has not learned yet: whoever was answered 202 finds his
 * transaction at once, as it is about to be.
 */
public final class SentTransfers {

    private final Map<Region, EventReader> logs;
    private final TransferFacts facts;

    SentTransfers(Map<Region, EventReader> logs, TransferFacts facts) {
        this.logs = Map.copyOf(logs);
        this.facts = facts;
    }

    /**
     * The transaction that a transfer begins.
     *
     * @throws RefusedException {@code UNAVAILABLE} when the region that its id names does not answer
     */
    public Optional<Transaction> find(String id) {
        return TransactionId.parse(id)
                .filter(its -> logs.containsKey(its.region()))
                .flatMap(this::sent)
                .filter(stored -> EventCodec.read(stored.type(), stored.payload()) instanceof TransferSent)
                .map(stored -> begun(id, stored));
    }

    private Optional<StoredEvent> sent(TransactionId id) {
        try {
            return Optional.ofNullable(logs.get(id.region())).flatMap(log -> log.byId(id.eventId()));
        } catch (StoreUnavailableException away) {
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the region " + id.region() + " does not answer");
        }
    }

    private Transaction begun(String id, StoredEvent stored) {
        Transaction transaction = Transaction.unknown(id);
        RegionFact fact = new RegionFact(
                TransactionId.regionOf(id),
                EventCodec.read(stored.type(), stored.payload()),
                stored.recordedAt(),
                new Row(true, false, false, false));
        Case given = new Case(transaction, TypeRules.usual(TransferSaga.TYPE), stored.recordedAt());
        String correlationId = stored.metadataAsMap().getOrDefault(MetadataKeys.CORRELATION_ID, "");
        for (SupervisionEvent event : facts.decide(given, fact).events()) {
            if (event instanceof TransactionEvent ofTransaction) {
                transaction = transaction.evolve(ofTransaction, new Noted(0, stored.recordedAt()), correlationId);
            }
        }
        return transaction;
    }
}
