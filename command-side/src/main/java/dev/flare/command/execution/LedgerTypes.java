package dev.flare.command.execution;

import dev.flare.messages.MessageNames;
import dev.flare.messages.ledger.LedgerCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.axonframework.messaging.core.QualifiedName;

/** The types of our messages, known beforehand: nothing is reflected on per message. */
final class LedgerTypes implements MessageTypeResolver {

    static final MessageType OUTCOME = new MessageType("ledger.Decided", MessageNames.VERSION);

    static final List<Class<?>> COMMANDS = records(LedgerCommand.class).toList();

    private final Map<Class<?>, MessageType> types = new HashMap<>();

    LedgerTypes() {
        for (Class<?> command : COMMANDS) {
            types.put(command, new MessageType(commandName(command), MessageNames.VERSION));
        }
        for (String event : MessageNames.events()) {
            types.put(MessageNames.eventClass(event), new MessageType(event, MessageNames.VERSION));
        }
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(LedgerTypes::records)
                : Stream.of(type);
    }

    static QualifiedName commandName(Class<?> command) {
        return new QualifiedName("ledger", command.getSimpleName());
    }

    @Override
    public Optional<MessageType> resolve(Class<?> payloadType) {
        return Optional.ofNullable(types.get(payloadType));
    }
}
