package dev.flare.command.execution;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.idempotency.SameRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what an earlier request with the same key did. Only committed events are looked at. */
final class RepeatedRequests {

    private final EventReader reader;

    RepeatedRequests(EventReader reader) {
        this.reader = reader;
    }

    /**
     * What the first request with this key did, if there was one.
     *
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} when it was not the same request
     */
    Optional<Outcome> find(LedgerCommand command, Request request) {
        return sameRequest(request).map(event -> outcome(command, event));
    }

    /**
     * Whether a batch of which each item stands for itself has used up its key.
     *
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} when another request has
     */
    boolean isUsed(Request batch) {
        return sameRequest(batch).isPresent();
    }

    private Optional<StoredEvent> sameRequest(Request request) {
        String key = request.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        Optional<StoredEvent> first =
                reader.withTag(Tags.idempotencyKey(key), 0, 1).stream().findFirst();
        first.ifPresent(event -> SameRequest.check(request.fields(), firstWritten(event.metadataAsMap(), key)));
        return first;
    }

    /** An event has two keys when it is the first of a batch of which each item stands for itself. */
    private static String firstWritten(Map<String, String> metadata, String key) {
        boolean batch = key.equals(metadata.get(MetadataKeys.BATCH_KEY));
        return metadata.getOrDefault(batch ? MetadataKeys.BATCH_REQUEST : MetadataKeys.REQUEST, "{}");
    }

    private Outcome outcome(LedgerCommand command, StoredEvent last) {
        Map<String, String> metadata = last.metadataAsMap();
        List<LedgerEvent> events =
                command instanceof TransferBatch batch ? sameBatch(batch, last) : List.of(read(last));
        return new Outcome(events, metadata.get(MetadataKeys.BATCH_ID), last.position(), last.recordedAt(), true);
    }

    /** The key is on a batch's last event; the others stand before it, and are all that was asked for. */
    private List<LedgerEvent> sameBatch(TransferBatch batch, StoredEvent last) {
        int size = batch.transfers().size();
        List<LedgerEvent> events = reader.after(last.position() - size, size).stream()
                .map(RepeatedRequests::read)
                .toList();
        for (int i = 0; i < size; i++) {
            String field = SameTransfer.differingField(batch.transfers().get(i), events.get(i));
            if (field != null) {
                throw SameRequest.mismatch("transfers[" + i + "]." + field);
            }
        }
        return events;
    }

    private static LedgerEvent read(StoredEvent event) {
        return EventCodec.read(event.type(), event.payload());
    }
}
