package dev.flare.command.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.execution.Ledger;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** What fails for a moment, and what the store has to say for itself, takes no command side out of service. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HoldExpiryHealthTest {

    private static final AccountId ADA = new AccountId("uk-ada");

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final RealLedgers ledgers = new RealLedgers(time);
    private final Ledger ledger = ledgers.open();

    @AfterEach
    void close() throws Exception {
        ledgers.close();
    }

    private HoldExpirer expirer(DataSource database) {
        return new HoldExpirer(RealLedgers.UK, database, ledger, time);
    }

    private HoldExpirer failing() {
        HikariDataSource database = new HikariDataSource();
        database.close();
        return expirer(database);
    }

    private Status status(HoldExpirer expirer) {
        return new HoldExpiryHealth(List.of(expirer), time).health().getStatus();
    }

    @Test
    void a_round_that_fails_is_told_and_forgiven() {
        HoldExpirer expirer = failing();
        expirer.round();
        assertThat(expirer.state().failure()).isNotNull();
        time.passes(HoldExpiryHealth.TOLERANCE);
        assertThat(status(expirer)).isEqualTo(Status.UP);
    }

    @Test
    void rounds_that_fail_for_longer_are_not() {
        HoldExpirer expirer = failing();
        time.passes(HoldExpiryHealth.TOLERANCE.plusNanos(1_000));
        expirer.round();
        assertThat(status(expirer)).isEqualTo(Status.DOWN);
    }

    @Test
    void silence_for_longer_is_not_either_and_one_round_ends_it() {
        HoldExpirer expirer = expirer(ledgers.database());
        time.passes(HoldExpiryHealth.TOLERANCE.plusNanos(1_000));
        assertThat(status(expirer)).isEqualTo(Status.DOWN);
        expirer.round();
        assertThat(status(expirer)).isEqualTo(Status.UP);
        assertThat(expirer.state().failure()).isNull();
    }

    @Test
    void a_store_that_takes_nothing_is_told_and_no_failure_of_the_expiry() throws Exception {
        execute(new OpenAccount(ADA, new CurrencyCode("GBP"), null, 0, Map.of()));
        execute(new DepositMoney(RealLedgers.newId(), ADA, 100, null, null, Map.of()));
        execute(new AuthoriseHold(RealLedgers.newId(), ADA, 100, time.instant().plusSeconds(1), null, Map.of()));
        HoldExpirer expirer = expirer(ledgers.database());
        ledgers.closeStores();
        time.passes(Duration.ofHours(1));
        expirer.round();
        assertThat(expirer.state().failure()).contains("the event store does not answer");
        assertThat(status(expirer)).isEqualTo(Status.UP);
    }

    private void execute(LedgerCommand command) {
        ledger.execute(command, RealLedgers.request(null));
    }
}
