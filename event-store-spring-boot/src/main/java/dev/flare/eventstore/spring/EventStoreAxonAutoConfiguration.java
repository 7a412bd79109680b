package dev.flare.eventstore.spring;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.eventstore.axon.Timestamps;
import dev.flare.eventstore.axon.tokens.PostgresTokenStore;
import dev.flare.eventstore.axon.tokens.Replay;
import dev.flare.eventstore.axon.tokens.TokenStoreSchema;
import dev.flare.eventstore.axon.tokens.ViewTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.axonframework.conversion.Converter;
import org.axonframework.conversion.json.JacksonConverter;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;

/** What an application with Axon Framework 5 needs besides: storage engine, token store, and both put into Axon. */
@AutoConfiguration(
        after = EventStoreAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration")
@ConditionalOnClass({EventStorageEngine.class, TokenStore.class})
@ConditionalOnBean(EventStore.class)
public class EventStoreAxonAutoConfiguration {

    /** The database of the views: the application's own DataSource, and without one the event store's. */
    record Views(DataSource dataSource) {}

    @Bean
    @DependsOnDatabaseInitialization
    Views eventStoreViews(
            EventStoreDatabase database, ObjectProvider<DataSource> shared, EventStoreProperties properties) {
        DataSource views = shared.getIfUnique(database::dataSource);
        EventStoreDatabase.prepare(views, TokenStoreSchema.SCHEMA, TokenStoreSchema.GROUP, properties);
        return new Views(views);
    }

    @Bean
    @ConditionalOnMissingBean
    Converter eventConverter() {
        return new JacksonConverter();
    }

    @Bean
    @ConditionalOnMissingBean
    PostgresEventStorageEngine eventStorageEngine(
            EventStore store, Arrivals arrivals, Converter converter, ObjectProvider<Clock> clocks) {
        Clock clock = EventStoreAutoConfiguration.clock(clocks);
        return new PostgresEventStorageEngine(store, arrivals, converter, Timestamps.RECORDED, clock);
    }

    @Bean
    @ConditionalOnMissingBean
    PostgresTokenStore tokenStore(Views views, EventStoreProperties properties) {
        EventStoreProperties.Tokens tokens = properties.tokens();
        return new PostgresTokenStore(views.dataSource(), tokens.node(), tokens.claimTime());
    }

    @Bean
    @ConditionalOnMissingBean
    Replay viewReplay(Views views) {
        return new Replay(views.dataSource());
    }

    @Bean
    @ConditionalOnMissingBean
    EventStoreInAxon eventStoreInAxon(
            PostgresEventStorageEngine engine,
            PostgresTokenStore tokens,
            Converter converter,
            ViewTransactions.Begin begin) {
        return new EventStoreInAxon(engine, tokens, converter, begin);
    }

    /** Without Spring's transactions: on a connection that the handler asks the processing context for. */
    @Bean
    @ConditionalOnMissingBean
    ViewTransactions.Begin viewTransactions(Views views) {
        return ViewTransactions.on(views.dataSource());
    }

    /** With them: whatever takes part in Spring's transactions takes part in the view's. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({PlatformTransactionManager.class, DataSourceUtils.class})
    @ConditionalOnSingleCandidate(PlatformTransactionManager.class)
    static class InSpringsTransactions {

        @Bean
        @ConditionalOnMissingBean
        ViewTransactions.Begin viewTransactions(PlatformTransactionManager transactions, Views views) {
            return () -> SpringViewTransaction.begin(transactions, views.dataSource());
        }
    }

    /** How far behind the log Axon is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class Lag {

        @Bean
        AxonLag axonLag(
                EventStore store,
                PostgresEventStorageEngine engine,
                PostgresTokenStore tokens,
                EventStoreProperties properties,
                ObjectProvider<Clock> clocks) {
            return new AxonLag(store, engine, tokens, properties, EventStoreAutoConfiguration.clock(clocks));
        }
    }
}
