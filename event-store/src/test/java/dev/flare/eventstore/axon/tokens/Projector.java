package dev.flare.eventstore.axon.tokens;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.eventstore.axon.Timestamps;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.common.configuration.Configuration;
import org.axonframework.conversion.PassThroughConverter;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.configuration.MessagingConfigurer;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventHandlingComponent;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.SimpleEventHandlingComponent;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessorConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;

/** One application that projects a log into the counting view, as a user of Axon writes it. */
final class Projector implements AutoCloseable {

    static final String NAME = "counting";
    static final String COUNTED = "test.Counted";
    static final Duration CLAIM_TIME = Duration.ofSeconds(2);
    static final Duration CLAIM_INTERVAL = Duration.ofMillis(200);

    /** What is done with an event. */
    @FunctionalInterface
    interface Handling {
        void handle(EventMessage event, ProcessingContext context) throws SQLException;
    }

    final PostgresTokenStore tokens;
    private final HikariDataSource log;
    private final EventStore store;
    private final Arrivals arrivals;
    private final Views views;
    private final Clock clock;
    private final AxonConfiguration axon;

    Projector(PostgresServer server, String database, Views views, String node, int segments, Handling handling) {
        this(server, database, views, node, segments, handling, Clock.systemUTC());
    }

    Projector(
            PostgresServer server,
            String database,
            Views views,
            String node,
            int segments,
            Handling handling,
            Clock clock) {
        this.clock = clock;
        this.views = views;
        this.log = server.open(database, "log-" + node, 6);
        this.store = EventStore.open(log, node, EventStoreSettings.defaults(), Clock.systemUTC());
        this.arrivals = new Arrivals(log, node);
        this.tokens = new PostgresTokenStore(views.pool, node, CLAIM_TIME);
        this.axon = EventSourcingConfigurer.create()
                .registerEventStorageEngine(config -> new PostgresEventStorageEngine(
                        store, arrivals, PassThroughConverter.INSTANCE, Timestamps.RECORDED, Clock.systemUTC()))
                .componentRegistry(registry -> registry.registerComponent(TokenStore.class, config -> tokens))
                .messaging(messaging -> project(messaging, segments, handling))
                .start();
    }

    private void project(MessagingConfigurer messaging, int segments, Handling handling) {
        messaging.eventProcessing(processing ->
                processing.pooledStreaming(pooled -> pooled.processor(NAME, module -> module.eventHandlingComponents(
                                components -> components.declarative(c -> component(handling)))
                        .customized((config, processor) -> customized(config, processor, segments)))));
    }

    private PooledStreamingEventProcessorConfiguration customized(
            Configuration config, PooledStreamingEventProcessorConfiguration processor, int segments) {
        processor.unitOfWorkFactory(new ViewTransactions(config.getComponent(UnitOfWorkFactory.class), views.pool));
        return processor
                .initialSegmentCount(segments)
                .batchSize(16)
                .tokenClaimInterval(CLAIM_INTERVAL.toMillis())
                .claimExtensionThreshold(CLAIM_INTERVAL.toMillis())
                .clock(clock);
    }

    private static EventHandlingComponent component(Handling handling) {
        SimpleEventHandlingComponent component =
                new SimpleEventHandlingComponent((event, context) -> Optional.of(event.identifier()));
        component.subscribe(new QualifiedName(COUNTED), (event, context) -> {
            try {
                handling.handle(event, context);
                return MessageStream.empty();
            } catch (SQLException e) {
                return MessageStream.failed(e);
            }
        });
        return component;
    }

    PooledStreamingEventProcessor processor() {
        return axon.getModuleConfiguration(NAME).orElseThrow().getComponent(PooledStreamingEventProcessor.class, NAME);
    }

    void stop() {
        processor().shutdown().orTimeout(30, TimeUnit.SECONDS).join();
    }

    void start() {
        processor().start().join();
    }

    @Override
    public void close() {
        axon.shutdown();
        arrivals.close();
        store.close();
        log.close();
    }
}
