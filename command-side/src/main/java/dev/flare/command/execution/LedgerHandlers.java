package dev.flare.command.execution;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.flare.command.account.OpenAccountDecision;
import dev.flare.command.account.Parties;
import dev.flare.command.account.Payee;
import dev.flare.command.account.Payer;
import dev.flare.command.deposit.DepositDecision;
import dev.flare.command.transfer.TransferDecision;
import dev.flare.command.withdrawal.WithdrawalDecision;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.WithdrawMoney;
import java.time.Clock;
import java.util.HashMap;
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

    private static final NoArgGenerator EVENT_IDS = Generators.timeBasedEpochGenerator();

    private final StateManager states;
    private final MessageTypeResolver types;
    private final ReadEvents readEvents;
    private final Clock clock;

    LedgerHandlers(StateManager states, MessageTypeResolver types, ReadEvents readEvents, Clock clock) {
        this.readEvents = readEvents;
        this.states = states;
        this.types = types;
        this.clock = clock;
    }

    MessageStream.Single<CommandResultMessage> handle(CommandMessage message, ProcessingContext context) {
        if (message.metadata().containsKey(COMMITTED_ONLY)) {
            context.putResource(BoundaryRepository.COMMITTED_ONLY, true);
        }
        LedgerCommand command = (LedgerCommand) message.payload();
        return MessageStream.fromFuture(decide(command, context).thenApply(event -> append(event, message, context)));
    }

    private CompletableFuture<LedgerEvent> decide(LedgerCommand command, ProcessingContext context) {
        return switch (command) {
            case OpenAccount open ->
                load(Payee.class, open.accountId(), context)
                        .thenApply(existing -> OpenAccountDecision.decide(existing, open));
            case DepositMoney deposit ->
                load(Payee.class, deposit.accountId(), context)
                        .thenApply(payee -> DepositDecision.decide(payee, deposit));
            case WithdrawMoney withdraw ->
                load(Payer.class, withdraw.accountId(), context)
                        .thenApply(payer -> WithdrawalDecision.decide(payer, withdraw));
            case TransferMoney transfer ->
                load(Parties.class, new Parties.Id(transfer.from(), transfer.to()), context)
                        .thenApply(parties -> TransferDecision.decide(parties.payer(), parties.payee(), transfer));
        };
    }

    private <E> CompletableFuture<E> load(Class<E> entity, Object id, ProcessingContext context) {
        return states.loadEntity(entity, id, context);
    }

    private CommandResultMessage append(LedgerEvent event, CommandMessage message, ProcessingContext context) {
        UUID id = EVENT_IDS.generate();
        readEvents.decided(id, event);
        EventMessage eventMessage = new GenericEventMessage(
                id.toString(), types.resolveOrThrow(event), event, metadata(message), clock.instant());
        EventAppender.forContext(context).append(eventMessage);
        Decided decided = new Decided(event);
        context.runOnAfterCommit(
                committed -> decided.committed(committed.getResource(PostgresEventStorageEngine.APPENDED)));
        return new GenericCommandResultMessage(LedgerTypes.OUTCOME, decided);
    }

    private static Map<String, String> metadata(CommandMessage message) {
        Map<String, String> metadata = new HashMap<>(message.metadata());
        metadata.remove(COMMITTED_ONLY);
        metadata.put(MetadataKeys.CAUSATION_ID, message.identifier());
        return metadata;
    }
}
