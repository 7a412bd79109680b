package dev.flare.eventstore.spring.quickstart;

import dev.flare.eventstore.spring.EventStoreInAxon;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.eventhandling.annotation.EventHandler;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the README shows to those who use Axon. */
@EnableAutoConfiguration
public class AxonQuickstart {

    public record AccountOpened(String owner) {}

    /** A view. What it writes is part of the token's transaction. */
    public record Accounts(JdbcClient views) {

        @EventHandler(eventName = "bank.AccountOpened")
        public void on(AccountOpened event) {
            views.sql("INSERT INTO owners VALUES (?)").param(event.owner()).update();
        }
    }

    // README: from here
    @Bean(destroyMethod = "shutdown")
    AxonConfiguration axon(EventStoreInAxon eventStore, JdbcClient views) {
        return EventSourcingConfigurer.create()
                .componentRegistry(registry -> registry.registerEnhancer(eventStore))
                .messaging(messaging -> messaging.eventProcessing(
                        processing -> processing.pooledStreaming(pooled -> pooled.defaults(eventStore::project)
                                .defaultProcessor(
                                        "accounts", view -> view.autodetected(config -> new Accounts(views))))))
                .start();
    }
    // README: to here
}
