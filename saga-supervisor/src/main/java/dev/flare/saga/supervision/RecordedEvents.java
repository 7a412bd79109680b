package dev.flare.saga.supervision;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.SourcedEvent;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.TransactionId;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionTypeEvent;
import dev.flare.saga.transaction.Noted;
import dev.flare.saga.transaction.Transaction;
import dev.flare.web.idempotency.SameRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The supervisor's events in the form of the store. */
public final class RecordedEvents {

    private static final String VERSION = "1";
    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

    private RecordedEvents() {}

    /** What a stored event makes of the transaction it is about. */
    public static Transaction evolve(Transaction transaction, StoredEvent stored) {
        return SupervisionNames.read(stored.type(), stored.payload()) instanceof TransactionEvent event
                ? evolve(transaction, event, stored)
                : transaction;
    }

    /** The same when it was read already. */
    public static Transaction evolve(Transaction transaction, TransactionEvent event, StoredEvent stored) {
        return transaction.evolve(
                event, new Noted(stored.position(), stored.recordedAt()), correlation(stored.metadataAsMap()));
    }

    static Transaction evolve(Transaction transaction, SupervisionEvent event, SourcedEvent sourced) {
        Noted at = new Noted(sourced.position(), Objects.requireNonNull(sourced.recordedAt(), "only committed ones"));
        return event instanceof TransactionEvent ofTransaction
                ? transaction.evolve(
                        ofTransaction, at, correlation(sourced.event().metadata()))
                : transaction;
    }

    private static String correlation(Map<String, String> metadata) {
        return metadata.getOrDefault(MetadataKeys.CORRELATION_ID, "");
    }

    /**
     * Events to be appended for a request. The first of them is the fact itself, and carries the request's key.
     *
     * @param consumesKey whether the request is answered with success
     */
    static List<NewEvent> written(List<SupervisionEvent> events, Request request, boolean consumesKey) {
        List<NewEvent> written = new ArrayList<>();
        for (SupervisionEvent event : events) {
            boolean keyed = consumesKey && request.idempotencyKey() != null && written.isEmpty();
            written.add(new NewEvent(
                    id(event),
                    SupervisionNames.of(event.getClass()),
                    VERSION,
                    tags(event, request, keyed),
                    metadata(request, keyed),
                    SupervisionNames.write(event)));
        }
        return written;
    }

    private static UUID id(SupervisionEvent event) {
        return switch (event) {
            case AlertRaised raised -> UUID.fromString(raised.alertId());
            case TransactionRegistered begun when begun.transfer() != null -> idOfTransfer(begun);
            default -> IDS.generate();
        };
    }

    /** The transfer's own, so that the log takes it once. */
    private static UUID idOfTransfer(TransactionRegistered begun) {
        return TransactionId.parse(begun.transactionId())
                .map(TransactionId::eventId)
                .orElseGet(IDS::generate);
    }

    private static List<String> tags(SupervisionEvent event, Request request, boolean keyed) {
        List<String> tags = new ArrayList<>();
        tags.add(
                switch (event) {
                    case TransactionEvent ofTransaction -> Tags.transaction(ofTransaction.transactionId());
                    case TransactionTypeEvent ofType -> Tags.transactionType(ofType.type());
                });
        if (event instanceof StepRequested step) {
            tags.add(Tags.steps(step.region()));
        }
        if (keyed) {
            tags.add(Tags.idempotencyKey(Objects.requireNonNull(request.idempotencyKey())));
        }
        return tags;
    }

    private static Map<String, String> metadata(Request request, boolean keyed) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put(MetadataKeys.CORRELATION_ID, request.correlationId());
        if (keyed) {
            metadata.put(MetadataKeys.IDEMPOTENCY_KEY, Objects.requireNonNull(request.idempotencyKey()));
            metadata.put(MetadataKeys.REQUEST, SameRequest.written(request.fields()));
        }
        return metadata;
    }
}
