package dev.flare.command.execution;

import dev.flare.command.transit.Transit;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.Sourced;
import dev.flare.eventstore.SourcedEvent;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.ReadEvents;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.TransactionId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the events that commands name: a movement to take back, a hold to end. */
final class NamedEvents {

    /** A hold has an event that authorises it and one that ends it. */
    private static final int EVENTS_OF_A_HOLD = 2;

    /** More than a transfer has in a region, unless it is halted and resumed hundreds of times. */
    private static final int EVENTS_OF_A_TRANSFER = 1_000;

    private final EventStore store;
    private final ReadEvents<LedgerEvent> readEvents;

    NamedEvents(EventStore store, ReadEvents<LedgerEvent> readEvents) {
        this.store = store;
        this.readEvents = readEvents;
    }

    /**
     * The committed movement with this id.
     *
     * @throws RefusedException {@code NOT_FOUND} when there is none
     */
    MoneyEvent movement(String id) {
        return TransactionId.parse(id)
                .flatMap(this::committed)
                .filter(MoneyEvent.class::isInstance)
                .map(MoneyEvent.class::cast)
                .filter(moved -> moved.transactionId().equals(id))
                .orElseThrow(() -> new RefusedException(
                        RefusalCode.NOT_FOUND, "there is no transfer, deposit or withdrawal " + id, "transferId"));
    }

    /**
     * The beginning of the hold with this id. It may not be committed: whether the hold is open only its account tells.
     *
     * @throws RefusedException {@code NOT_FOUND} when there is none
     */
    HoldAuthorised hold(String id) {
        return TransactionId.parse(id)
                .flatMap(hold -> readEvents.find(hold.eventId()).or(() -> committed(hold)))
                .filter(HoldAuthorised.class::isInstance)
                .map(HoldAuthorised.class::cast)
                .orElseThrow(() -> new RefusedException(RefusalCode.NOT_FOUND, "there is no hold " + id, "holdId"));
    }

    private Optional<LedgerEvent> committed(TransactionId id) {
        return store.reader().byId(id.eventId()).map(NamedEvents::read);
    }

    /** How a hold ended, as far as that is committed. */
    @Nullable
    LedgerEvent endOf(String hold) {
        return store.reader().withTag(Tags.hold(hold), 0, EVENTS_OF_A_HOLD).stream()
                .map(NamedEvents::read)
                .filter(event -> !(event instanceof HoldAuthorised))
                .findFirst()
                .orElse(null);
    }

    /** The reversals of a movement: one at the most, but for those that went to another region and came back. */
    Sourced reversalsOf(String id, boolean ahead) {
        Criteria reversals = Criteria.of(Criterion.tagged(Tags.reverses(id)));
        return ahead ? store.sourceAhead(reversals, Marker.ORIGIN) : store.source(reversals, Marker.ORIGIN);
    }

    static boolean isReversed(Sourced reversals) {
        return !reversals.events().isEmpty()
                && !reversals.events().getLast().event().type().equals(MessageNames.TRANSFER_RETURNED);
    }

    /** What was sent from here to another region under this id, as committed. */
    Optional<Sent> sent(TransactionId id) {
        return committed(id)
                .filter(TransferSent.class::isInstance)
                .map(TransferSent.class::cast)
                .filter(sent -> sent.transferId().equals(id.toString()))
                .map(sent -> new Sent(sent, committedTransit(sent.transferId())));
    }

    private Transit committedTransit(String id) {
        return Transit.of(store.reader().withTag(Tags.transaction(id), 0, EVENTS_OF_A_TRANSFER).stream()
                .map(NamedEvents::read)
                .toList());
    }

    /** What happened here to a transfer between regions. */
    Sourced ofTransaction(String id, @Nullable Instant begunAt, boolean ahead) {
        Criteria events = Criteria.of(Criterion.tagged(Tags.transaction(id)));
        Marker from = begunAt == null ? Marker.ORIGIN : store.before(begunAt);
        return ahead ? store.sourceAhead(events, from) : store.source(events, from);
    }

    Transit transit(Sourced events) {
        return Transit.of(events.events().stream()
                .map(SourcedEvent::event)
                .map(event -> readEvents.read(event.id(), event.type(), event.payload()))
                .toList());
    }

    private static LedgerEvent read(StoredEvent event) {
        return EventCodec.read(event.type(), event.payload());
    }
}
