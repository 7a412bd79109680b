package dev.flare.command.execution;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.eventstore.axon.Timestamps;
import dev.flare.messages.EventCodec;
import dev.flare.messages.ReadEvents;
import dev.flare.messages.ledger.LedgerEvent;
import java.time.Clock;
import java.time.Duration;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.conversion.Converter;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.CommandHandler;
import org.axonframework.messaging.commandhandling.RoutingStrategy;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.axonframework.messaging.core.correlation.CorrelationDataProviderRegistry;
import org.axonframework.messaging.core.correlation.DefaultCorrelationDataProviderRegistry;
import org.axonframework.modelling.StateManager;

/** Wires Axon around one region's event store. */
public final class LedgerFactory {

    private static final int READ_EVENTS = 1 << 15;

    private final Clock clock;
    private final Duration patience;

    public LedgerFactory(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** @param arrivals only streams need it, of which command handling opens none */
    public Ledger create(EventStore store, Arrivals arrivals) {
        LedgerJson json = new LedgerJson();
        ReadEvents<LedgerEvent> readEvents = new ReadEvents<>(READ_EVENTS, EventCodec::read);
        NamedEvents namedEvents = new NamedEvents(store, readEvents);
        AxonConfiguration axon = EventSourcingConfigurer.create()
                .registerEventStorageEngine(
                        config -> new PostgresEventStorageEngine(store, arrivals, json, Timestamps.RECORDED, clock))
                .registerTagResolver(config -> new LedgerTags())
                .registerCommandHandlingModule(handlers(namedEvents, readEvents))
                .componentRegistry(
                        registry -> registry.registerComponent(MessageTypeResolver.class, config -> new LedgerTypes())
                                .registerComponent(Converter.class, config -> json)
                                .registerComponent(RoutingStrategy.class, config -> command -> command.identifier())
                                .registerComponent(
                                        CorrelationDataProviderRegistry.class,
                                        config -> new DefaultCorrelationDataProviderRegistry()))
                .start();
        register(axon, new AccountCache(store, readEvents), namedEvents);
        return new Ledger(store, axon.getComponent(CommandGateway.class), namedEvents, patience);
    }

    private CommandHandlingModule.CommandHandlerPhase handlers(
            NamedEvents namedEvents, ReadEvents<LedgerEvent> readEvents) {
        CommandHandlingModule.CommandHandlerPhase phase =
                CommandHandlingModule.named("ledger").commandHandlers();
        for (Class<?> command : LedgerTypes.COMMANDS) {
            phase = phase.commandHandler(LedgerTypes.commandName(command), config -> {
                LedgerHandlers handlers = new LedgerHandlers(
                        config.getComponent(StateManager.class),
                        config.getComponent(MessageTypeResolver.class),
                        new Decisions(namedEvents, clock),
                        readEvents,
                        clock);
                CommandHandler handler = handlers::handle;
                return handler;
            });
        }
        return phase;
    }

    private static void register(AxonConfiguration axon, AccountCache cache, NamedEvents namedEvents) {
        org.axonframework.eventsourcing.eventstore.EventStore eventStore =
                axon.getComponent(org.axonframework.eventsourcing.eventstore.EventStore.class);
        axon.getComponent(StateManager.class).register(new BoundaryRepository(cache, namedEvents, eventStore));
    }
}
