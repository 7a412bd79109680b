package dev.flare.command;

import dev.flare.command.account.OpenAccountController;
import dev.flare.command.batch.TransferBatchController;
import dev.flare.command.deposit.DepositController;
import dev.flare.command.execution.LedgerFactory;
import dev.flare.command.expiry.HoldExpirers;
import dev.flare.command.expiry.HoldExpiryHealth;
import dev.flare.command.hold.HoldController;
import dev.flare.command.participation.TransferAdmission;
import dev.flare.command.region.CommandMetrics;
import dev.flare.command.region.Ledgers;
import dev.flare.command.region.RegionStores;
import dev.flare.command.region.RegionStoresHealth;
import dev.flare.command.relay.RelayConfiguration;
import dev.flare.command.reversal.ReversalController;
import dev.flare.command.status.AccountStatusController;
import dev.flare.command.steps.TransferSteps;
import dev.flare.command.steps.TransferStepsHealth;
import dev.flare.command.transfer.TransferController;
import dev.flare.command.withdrawal.WithdrawalController;
import dev.flare.web.WebConfiguration;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The command side, as beans: REST commands in, events in the regions' stores. */
@Configuration(proxyBeanMethods = false)
@Import({
    WebConfiguration.class,
    RelayConfiguration.class,
    OpenAccountController.class,
    DepositController.class,
    WithdrawalController.class,
    TransferController.class,
    TransferBatchController.class,
    ReversalController.class,
    HoldController.class,
    AccountStatusController.class
})
public class CommandSideConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    CommandSettings commandSettings(Environment environment) {
        return CommandSettings.from(new Settings(environment));
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

    @Bean
    TransferAdmission transferAdmission(RegionStores stores, CommandSettings settings, MeterRegistry meters) {
        return new TransferAdmission(settings.regions(), stores::database, settings.transfersUnderWay(), meters);
    }

    @Bean
    TransferSteps transferSteps(
            RegionStores stores, Ledgers ledgers, CommandSettings settings, Clock clock, MeterRegistry meters) {
        return TransferSteps.follow(settings.server(), stores, ledgers, clock, meters);
    }

    @Bean
    TransferStepsHealth transferStepsHealthIndicator(TransferSteps steps, Clock clock) {
        return new TransferStepsHealth(steps, clock);
    }

    @Bean
    HoldExpirers holdExpirers(Ledgers ledgers, RegionStores stores, Clock clock) {
        return new HoldExpirers(ledgers, stores, clock);
    }

    @Bean
    HoldExpiryHealth holdExpiryHealthIndicator(HoldExpirers expirers, Clock clock) {
        return new HoldExpiryHealth(expirers.all(), clock);
    }
}
