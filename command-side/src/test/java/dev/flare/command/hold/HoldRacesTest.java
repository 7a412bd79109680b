package dev.flare.command.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.execution.Ledger;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.CaptureHold;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.ExpireHold;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.VoidHold;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;

/** Many at once, in two processes, on one hold: one wins, and everybody else learns who. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldRacesTest {

    private static final int CALLERS = 64;
    private static final long AMOUNT = 900;

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private RealLedgers ledgers;
    private List<Ledger> processes;
    private AccountId payer;
    private AccountId payee;
    private long before;
    private int round;

    @BeforeAll
    void open() {
        ledgers = new RealLedgers(time);
        processes = List.of(ledgers.open(), ledgers.open());
    }

    @AfterAll
    void close() throws Exception {
        ledgers.close();
    }

    @BeforeEach
    void given_an_account_with_money() {
        payer = new AccountId("uk-payer-" + ++round);
        payee = new AccountId("uk-payee-" + round);
        for (AccountId id : List.of(payer, payee)) {
            execute(0, new OpenAccount(id, new CurrencyCode("GBP"), null, 0, Map.of()));
        }
        execute(0, new DepositMoney(RealLedgers.newId(), payer, AMOUNT, null, null, Map.of()));
        before = ledgers.stored(0).getLast().position();
    }

    private void execute(int process, LedgerCommand command) {
        processes.get(process % processes.size()).execute(command, RealLedgers.request(null));
    }

    private String authorised(Instant expiresAt) {
        String id = RealLedgers.newId();
        execute(0, new AuthoriseHold(id, payer, AMOUNT, expiresAt, null, Map.of()));
        return id;
    }

    private Map<RefusalCode, Integer> refusals(List<LedgerCommand> commands) throws Exception {
        List<Callable<RefusalCode>> tasks = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            int number = i;
            tasks.add(() -> refusal(number, commands.get(number)));
        }
        Map<RefusalCode, Integer> refusals = new EnumMap<>(RefusalCode.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<RefusalCode> future : threads.invokeAll(tasks)) {
                RefusalCode code = future.get();
                if (code != null) {
                    refusals.merge(code, 1, Integer::sum);
                }
            }
        }
        return refusals;
    }

    private RefusalCode refusal(int process, LedgerCommand command) {
        try {
            execute(process, command);
            return null;
        } catch (RefusedException refusal) {
            return refusal.code();
        }
    }

    private List<LedgerEvent> ends() {
        return ledgers.events(before).stream()
                .filter(event -> event instanceof HoldCaptured || event instanceof HoldReleased)
                .toList();
    }

    @RepeatedTest(5)
    void of_64_that_capture_and_void_one_hold_exactly_one_wins() throws Exception {
        String hold = authorised(time.instant().plusSeconds(60));
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            commands.add(
                    i % 2 == 0
                            ? new CaptureHold(RealLedgers.newId(), hold, payee, AMOUNT - i)
                            : new VoidHold(hold, "changed my mind"));
        }
        Map<RefusalCode, Integer> refusals = refusals(commands);
        assertThat(ends()).hasSize(1);
        RefusalCode expected =
                ends().getFirst() instanceof HoldCaptured ? RefusalCode.HOLD_CAPTURED : RefusalCode.HOLD_VOIDED;
        assertThat(refusals).isEqualTo(Map.of(expected, CALLERS - 1));
    }

    @RepeatedTest(5)
    void of_64_that_capture_void_and_expire_a_hold_whose_time_is_over_one_expires_it() throws Exception {
        String hold = authorised(time.instant().plusSeconds(1));
        time.passes(Duration.ofSeconds(1));
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            commands.add(
                    switch (i % 3) {
                        case 0 -> new CaptureHold(RealLedgers.newId(), hold, payee, null);
                        case 1 -> new VoidHold(hold, "too late");
                        default -> new ExpireHold(hold);
                    });
        }
        Map<RefusalCode, Integer> refusals = refusals(commands);
        assertThat(ends()).hasSize(1);
        assertThat(refusals).isEqualTo(Map.of(RefusalCode.HOLD_EXPIRED, CALLERS - 1));
    }

    @RepeatedTest(10)
    void of_64_that_capture_void_and_expire_a_hold_while_its_time_runs_out_one_wins_at_the_most_and_it_ends_once()
            throws Exception {
        String hold = authorised(time.instant().plusSeconds(1));
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            commands.add(
                    switch (i % 3) {
                        case 0 -> new ExpireHold(hold);
                        case 1 -> new CaptureHold(RealLedgers.newId(), hold, payee, null);
                        default -> new VoidHold(hold, "changed my mind");
                    });
        }
        Thread runningOut = Thread.startVirtualThread(() -> time.passes(Duration.ofSeconds(1)));
        Map<RefusalCode, Integer> refusals = refusals(commands);
        runningOut.join();
        int won =
                CALLERS - refusals.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(ends()).hasSize(won).hasSizeLessThanOrEqualTo(1);
        // Whether somebody's clock let him win or not: now it is over.
        refusal(0, new ExpireHold(hold));
        assertThat(ends()).hasSize(1);
        assertThat(refusals.keySet())
                .isSubsetOf(
                        RefusalCode.HOLD_CAPTURED,
                        RefusalCode.HOLD_VOIDED,
                        RefusalCode.HOLD_EXPIRED,
                        RefusalCode.CONFLICT);
    }

    @RepeatedTest(5)
    void what_is_held_cannot_be_spent_however_many_try() throws Exception {
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            commands.add(
                    i % 2 == 0
                            ? new AuthoriseHold(RealLedgers.newId(), payer, AMOUNT / 3, null, null, Map.of())
                            : new WithdrawMoney(RealLedgers.newId(), payer, AMOUNT / 3, null, null, Map.of()));
        }
        Map<RefusalCode, Integer> refusals = refusals(commands);
        assertThat(refusals).isEqualTo(Map.of(RefusalCode.INSUFFICIENT_FUNDS, CALLERS - 3));
        assertThat(ledgers.events(before)).hasSize(3);
    }

    @RepeatedTest(3)
    void money_whose_hold_is_over_is_spent_once_however_many_try() throws Exception {
        String hold = authorised(time.instant().plusSeconds(1));
        time.passes(Duration.ofSeconds(1));
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            commands.add(new WithdrawMoney(RealLedgers.newId(), payer, AMOUNT, null, null, Map.of()));
        }
        Map<RefusalCode, Integer> refusals = refusals(commands);
        assertThat(refusals).isEqualTo(Map.of(RefusalCode.INSUFFICIENT_FUNDS, CALLERS - 1));
        assertThat(ends()).singleElement().isInstanceOfSatisfying(HoldReleased.class, end -> assertThat(end.holdId())
                .isEqualTo(hold));
        assertThat(ledgers.events(before).stream().filter(HoldAuthorised.class::isInstance))
                .hasSize(1);
    }
}
