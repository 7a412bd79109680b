package dev.flare.eventstore.spring;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.InlineProjection;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.StoreObserver;
import dev.flare.eventstore.metrics.EventStoreMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the event store of the application's DataSource, or of {@code flare.event-store.url}, and closes it at the end. Its
 * tables are checked before, or made when {@code flare.event-store.migrate} says so; an application whose event store is not
 * as it has to be does not start. A bean of the application's own takes the place of each of these; each
 * {@link InlineProjection} that is a bean is written together with the events.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "flare.event-store.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EventStoreProperties.class)
public class EventStoreAutoConfiguration {

    private static final String GROUP = "flare_append";

    static Clock clock(ObjectProvider<Clock> clocks) {
        return clocks.getIfUnique(Clock::systemUTC);
    }

    /** After the application's own migrations: theirs expect an empty database, these share one. */
    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    EventStoreDatabase eventStoreDatabase(EventStoreProperties properties, ObjectProvider<DataSource> shared) {
        EventStoreDatabase database = EventStoreDatabase.of(properties, shared.getIfUnique());
        try {
            EventStoreDatabase.prepare(database.dataSource(), EventStoreSchema.SCHEMA, GROUP, properties);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Bean
    @ConditionalOnMissingBean
    EventStore eventStore(
            EventStoreDatabase database,
            EventStoreProperties properties,
            ObjectProvider<InlineProjection> projections,
            ObjectProvider<Clock> clocks,
            ObjectProvider<StoreObserver> observer) {
        return EventStore.open(
                database.dataSource(),
                properties.name(),
                properties.settings(projections.orderedStream().toList()),
                clock(clocks),
                observer.getIfUnique(() -> StoreObserver.NOBODY));
    }

    @Bean
    @ConditionalOnMissingBean
    EventReader eventReader(EventStore store) {
        return store.reader();
    }

    @Bean
    @ConditionalOnMissingBean
    Arrivals eventArrivals(EventStoreDatabase database, EventStoreProperties properties) {
        return new Arrivals(database.dataSource(), properties.name());
    }

    /** What the application measures is its own choice; it has a registry or not. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class Metrics {

        @Bean
        @ConditionalOnMissingBean(StoreObserver.class)
        EventStoreMetrics eventStoreMetrics(EventStoreProperties properties, MeterRegistry meters) {
            return new EventStoreMetrics(properties.name(), meters);
        }

        @Bean
        SmartInitializingSingleton eventStoreWaitingMetrics(
                EventStore store, ObjectProvider<EventStoreMetrics> metrics) {
            return () -> metrics.ifUnique(own -> own.watch(store));
        }
    }

    /** What Boot's own condition for a health indicator needs is asked for before that condition is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class Health {

        /** Looked at in the background, so that the health is told at once also while the database hangs. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnEnabledHealthIndicator("event-store")
        static class Indicator {

            @Bean
            @ConditionalOnMissingBean(name = "eventStoreWatch")
            LogWatch eventStoreWatch(EventStore store, EventStoreProperties properties, ObjectProvider<Clock> clocks) {
                return new LogWatch(properties.name(), store.reader(), LogWatch.NOBODY_FOLLOWS, clock(clocks)).start();
            }

            @Bean
            @ConditionalOnMissingBean(name = "eventStoreHealthIndicator")
            HealthIndicator eventStoreHealthIndicator(
                    EventStore store, LogWatch eventStoreWatch, ObjectProvider<Clock> clocks) {
                return new EventStoreHealth(store, eventStoreWatch, clock(clocks));
            }
        }
    }
}
