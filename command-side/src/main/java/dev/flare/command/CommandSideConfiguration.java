package dev.flare.command;

import dev.flare.command.account.OpenAccountController;
import dev.flare.command.deposit.DepositController;
import dev.flare.command.execution.LedgerFactory;
import dev.flare.command.region.CommandMetrics;
import dev.flare.command.region.Ledgers;
import dev.flare.command.region.RegionStores;
import dev.flare.command.region.RegionStoresHealth;
import dev.flare.command.transfer.TransferController;
import dev.flare.command.withdrawal.WithdrawalController;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.WebConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The command side, as beans: REST commands in, events in the regions' stores. */
@Configuration(proxyBeanMethods = false)
@Import({
    WebConfiguration.class,
    OpenAccountController.class,
    DepositController.class,
    WithdrawalController.class,
    TransferController.class
})
public class CommandSideConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    CommandSettings commandSettings(
            @Value("${flare.regions:au,uk,us}") String regions,
            @Value("${flare.command.postgres.url-template:jdbc:postgresql://localhost:5432/{database}}") String url,
            @Value("${flare.command.postgres.user:flare_command}") String user,
            @Value("${flare.command.postgres.password:}") String password,
            @Value("${flare.command.patience:5s}") Duration patience) {
        List<Region> names = Stream.of(regions.split(","))
                .map(String::strip)
                .map(Region::new)
                .toList();
        return new CommandSettings(names, new PostgresServer(url, user, password), patience);
    }

    @Bean
    RegionStores regionStores(CommandSettings settings, Clock clock, MeterRegistry meters) {
        return new RegionStores(settings, clock, meters);
    }

    @Bean
    Ledgers ledgers(RegionStores stores, CommandSettings settings, Clock clock, MeterRegistry meters) {
        return stores.ledgers(new LedgerFactory(clock, settings.patience()), new CommandMetrics(meters));
    }

    @Bean
    RegionStoresHealth eventStoresHealthIndicator(RegionStores stores, Clock clock) {
        return new RegionStoresHealth(stores, clock);
    }
}
