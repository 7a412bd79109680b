package dev.flare.command.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.execution.Ledger;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.VoidHold;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whose time is over ends, once, whoever looks after it and whoever died. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HoldExpirerTest {

    private static final AccountId ADA = new AccountId("uk-ada");

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final RealLedgers ledgers = new RealLedgers(time);
    private final Ledger ledger = ledgers.open();

    @BeforeEach
    void given_an_account_with_money() {
        execute(new OpenAccount(ADA, new CurrencyCode("GBP"), null, 0, Map.of()));
        execute(new DepositMoney(RealLedgers.newId(), ADA, 1_000_000, null, null, Map.of()));
    }

    @AfterEach
    void close() throws Exception {
        ledgers.close();
    }

    private void execute(LedgerCommand command) {
        ledger.execute(command, RealLedgers.request(null));
    }

    private String held(@Nullable Duration time) {
        String id = RealLedgers.newId();
        execute(new AuthoriseHold(
                id, ADA, 10, time == null ? null : this.time.instant().plus(time), null, Map.of()));
        return id;
    }

    private HoldExpirer newExpirer(Ledger on) {
        return new HoldExpirer(RealLedgers.UK, ledgers.database(), on, time);
    }

    private List<String> expired() {
        return ledgers.events(0).stream()
                .filter(HoldExpired.class::isInstance)
                .map(event -> ((HoldExpired) event).holdId())
                .toList();
    }

    @Test
    void a_hold_ends_when_its_time_is_over_and_not_before() throws Exception {
        String soon = held(Duration.ofSeconds(10));
        String later = held(Duration.ofSeconds(20));
        held(null);
        HoldExpirer expirer = newExpirer(ledger);
        time.passes(Duration.ofSeconds(10).minusNanos(1_000));
        expirer.expireDue();
        assertThat(expired()).isEmpty();
        time.passes(Duration.ofNanos(1_000));
        expirer.expireDue();
        assertThat(expired()).containsExactly(soon);
        time.passes(Duration.ofSeconds(10));
        expirer.expireDue();
        assertThat(expired()).containsExactly(soon, later);
    }

    @Test
    void a_hold_that_ended_otherwise_does_not_expire() throws Exception {
        HoldExpirer expirer = newExpirer(ledger);
        String before = held(Duration.ofSeconds(10));
        expirer.expireDue();
        execute(new VoidHold(before, "not needed"));
        time.passes(Duration.ofSeconds(10));
        expirer.expireDue();
        assertThat(expired()).isEmpty();
        assertThat(rows()).isZero();
    }

    @Test
    void a_process_that_starts_later_finds_what_became_due_meanwhile() throws Exception {
        String hold = held(Duration.ofSeconds(10));
        time.passes(Duration.ofDays(1));
        newExpirer(ledgers.open()).expireDue();
        assertThat(expired()).containsExactly(hold);
    }

    @Test
    void two_processes_end_each_of_many_holds_once() throws Exception {
        List<String> holds = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            holds.add(held(Duration.ofSeconds(10 + i % 3)));
        }
        time.passes(Duration.ofSeconds(13));
        List<HoldExpirer> expirers = List.of(newExpirer(ledger), newExpirer(ledgers.open()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            expirers.forEach(expirer -> tasks.add(() -> {
                expirer.expireDue();
                return null;
            }));
            for (Future<Void> each : threads.invokeAll(tasks)) {
                each.get();
            }
        }
        expirers.getFirst().expireDue();
        assertThat(expired()).hasSameSizeAs(holds).containsExactlyInAnyOrderElementsOf(holds);
        assertThat(rows()).isZero();
    }

    private long rows() throws SQLException {
        return Long.parseLong(lines("SELECT count(*) FROM hold_expiry").getFirst());
    }

    private List<String> lines(String sql) throws SQLException {
        try (Connection connection = ledgers.database().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        }
    }
}
