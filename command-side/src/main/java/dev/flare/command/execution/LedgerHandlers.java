package dev.flare.command.execution;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.flare.command.account.Facts;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ReadEvents;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountStatusChanged;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.ledger.TransferNotice;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.shared.TransactionId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.commandhandling.CommandResultMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.StateManager;

/** The place where Axon meets our decisions: loads what they rest on, appends what they decide. */
final class LedgerHandlers {

    /** In a command's metadata: decide on committed state only. */
    static final String COMMITTED_ONLY = "committedOnly";

    /** In a command's metadata: nothing that the decision rests on but the accounts was recorded before. */
    static final String BEGUN_AT = "begunAt";

    private static final NoArgGenerator EVENT_IDS = Generators.timeBasedEpochGenerator();

    private final StateManager states;
    private final MessageTypeResolver types;
    private final Decisions decisions;
    private final ReadEvents<LedgerEvent> readEvents;
    private final Clock clock;

    LedgerHandlers(
            StateManager states,
            MessageTypeResolver types,
            Decisions decisions,
            ReadEvents<LedgerEvent> readEvents,
            Clock clock) {
        this.states = states;
        this.types = types;
        this.decisions = decisions;
        this.readEvents = readEvents;
        this.clock = clock;
    }

    MessageStream.Single<CommandResultMessage> handle(CommandMessage message, ProcessingContext context) {
        if (message.metadata().containsKey(COMMITTED_ONLY)) {
            context.putResource(BoundaryRepository.COMMITTED_ONLY, true);
        }
        String begunAt = message.metadata().get(BEGUN_AT);
        if (begunAt != null) {
            context.putResource(BoundaryRepository.BEGUN_AT, Instant.parse(begunAt));
        }
        context.putResource(PostgresEventStorageEngine.CALLER_STAYS, true);
        return MessageStream.fromFuture(decide(message, context).thenApply(events -> append(events, message, context)));
    }

    private CompletableFuture<List<LedgerEvent>> decide(CommandMessage message, ProcessingContext context) {
        Decision decision = decisions.on(command(message));
        return states.loadEntity(Facts.class, decision.boundary(), context).thenApply(decision.events());
    }

    private static LedgerCommand command(CommandMessage message) {
        return (LedgerCommand) message.payload();
    }

    private CommandResultMessage append(List<LedgerEvent> events, CommandMessage message, ProcessingContext context) {
        if (!events.isEmpty()) {
            EventAppender.forContext(context).append(messages(events, message));
        }
        Decided decided = decided(command(message), events);
        context.runOnAfterCommit(
                committed -> decided.committed(committed.getResource(PostgresEventStorageEngine.APPENDED)));
        return new GenericCommandResultMessage(LedgerTypes.OUTCOME, decided);
    }

    /** Before what was asked for stand the ends of holds whose time was over. */
    private static Decided decided(LedgerCommand command, List<LedgerEvent> events) {
        if (command instanceof TransferBatch batch) {
            int before = events.size() - batch.transfers().size();
            return new Decided(events.subList(before, events.size()), batch.batchId());
        }
        return new Decided(events.isEmpty() ? events : List.of(events.getLast()), null);
    }

    private List<EventMessage> messages(List<LedgerEvent> events, CommandMessage message) {
        Map<String, String> ofLast = new HashMap<>(message.metadata());
        ofLast.remove(COMMITTED_ONLY);
        ofLast.remove(BEGUN_AT);
        ofLast.putIfAbsent(MetadataKeys.CAUSATION_ID, message.identifier());
        if (command(message) instanceof TransferBatch batch) {
            ofLast.put(MetadataKeys.BATCH_ID, batch.batchId());
            ofLast.put(MetadataKeys.BATCH_SIZE, String.valueOf(batch.transfers().size()));
        }
        Map<String, String> ofOthers = new HashMap<>(ofLast);
        ofOthers.remove(MetadataKeys.IDEMPOTENCY_KEY);
        ofOthers.remove(MetadataKeys.REQUEST);
        ofOthers.remove(MetadataKeys.BATCH_KEY);
        ofOthers.remove(MetadataKeys.BATCH_REQUEST);
        List<EventMessage> messages = new ArrayList<>(events.size());
        for (LedgerEvent event : events) {
            messages.add(message(event, event == events.getLast() ? ofLast : ofOthers));
        }
        return messages;
    }

    private EventMessage message(LedgerEvent event, Map<String, String> metadata) {
        UUID id = eventId(event);
        readEvents.put(id, event); // though not yet committed: what it says depends on nothing but its id
        return new GenericEventMessage(id.toString(), types.resolveOrThrow(event), event, metadata, clock.instant());
    }

    /** What clients know by an id can be found by it. */
    private static UUID eventId(LedgerEvent event) {
        return switch (event) {
            // Its transfer's id is that of the event with which it was sent.
            case TransferReturned returned -> EVENT_IDS.generate();
            // In another log than the event with which it was sent, so that this one takes one of them and no second.
            case TransferReceived received -> eventId(received.transferId());
            case MoneyEvent moved -> eventId(moved.transactionId());
            case HoldAuthorised hold -> eventId(hold.holdId());
            case AccountOpened opened -> EVENT_IDS.generate();
            case AccountStatusChanged changed -> EVENT_IDS.generate();
            case HoldReleased released -> EVENT_IDS.generate();
            case TransferNotice notice -> EVENT_IDS.generate();
        };
    }

    private static UUID eventId(String id) {
        return TransactionId.parse(id).map(TransactionId::eventId).orElseGet(EVENT_IDS::generate);
    }
}
