package dev.flare.eventstore.spring;

import dev.flare.eventstore.axon.tokens.ViewTransactions;
import org.axonframework.common.configuration.ComponentRegistry;
import org.axonframework.common.configuration.Configuration;
import org.axonframework.common.configuration.ConfigurationEnhancer;
import org.axonframework.conversion.Converter;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessorConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;

/**
 * Puts the event store into an Axon configuration:
 *
 * <pre>{@code
 * EventSourcingConfigurer.create()
 *         .componentRegistry(registry -> registry.registerEnhancer(eventStoreInAxon))
 *         .messaging(m -> m.eventProcessing(e -> e.pooledStreaming(p -> p.defaults(eventStoreInAxon::project))))
 * }</pre>
 *
 * <p>The engine, the token store and the converter are then components of Axon's; {@link #project} makes each batch of a
 * pooled event processor one transaction of rows and token.
 */
public final class EventStoreInAxon implements ConfigurationEnhancer {

    private final EventStorageEngine engine;
    private final TokenStore tokens;
    private final Converter converter;
    private final ViewTransactions.Begin begin;

    EventStoreInAxon(EventStorageEngine engine, TokenStore tokens, Converter converter, ViewTransactions.Begin begin) {
        this.engine = engine;
        this.tokens = tokens;
        this.converter = converter;
        this.begin = begin;
    }

    @Override
    public void enhance(ComponentRegistry registry) {
        registry.registerComponent(EventStorageEngine.class, config -> engine)
                .registerComponent(TokenStore.class, config -> tokens)
                .registerComponent(Converter.class, config -> converter);
    }

    /** Before the enhancers that fill in what is missing. */
    @Override
    public int order() {
        return Integer.MIN_VALUE;
    }

    /**
     * For the defaults of pooled event processors: a batch is one transaction, of the view's rows and the token; and a new
     * processor has one segment, since Axon's own sequencing policy finds another segment for an event in each process. Whoever
     * wants several gives the handler a policy whose identifiers have the same hash everywhere.
     */
    public PooledStreamingEventProcessorConfiguration project(
            Configuration config, PooledStreamingEventProcessorConfiguration processor) {
        processor.unitOfWorkFactory(new ViewTransactions(config.getComponent(UnitOfWorkFactory.class), begin));
        return processor.initialSegmentCount(1);
    }
}
