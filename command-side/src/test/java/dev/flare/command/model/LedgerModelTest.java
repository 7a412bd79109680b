package dev.flare.command.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Outcome;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.CaptureHold;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.ExpireHold;
import dev.flare.messages.ledger.FreezeAccount;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.ReverseMoney;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.UnfreezeAccount;
import dev.flare.messages.ledger.VoidHold;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Whatever a client tries in whatever order, the real ledger on a real database answers as the {@link Model} does. */
class LedgerModelTest {

    private static final int ACCOUNTS = 3;
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final GivenTime TIME = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));

    private static RealLedgers ledgers;
    private static List<Ledger> processes;
    private static int tries;

    private Model model = new Model(ACCOUNTS);
    private final List<String> holds = new ArrayList<>();
    private final List<String> movements = new ArrayList<>();
    private int steps;

    @BeforeContainer
    static void open() {
        ledgers = new RealLedgers(TIME);
        processes = List.of(ledgers.open(), ledgers.open());
    }

    @AfterContainer
    static void close() throws Exception {
        ledgers.close();
    }

    @Property(tries = 150, shrinking = ShrinkingMode.FULL)
    void the_ledger_answers_as_its_model(@ForAll("actions") List<Action> actions) {
        startAnew();
        long before = ledgers.stored(0).size();
        for (Action action : actions) {
            if (isPossible(action)) {
                RefusalCode expected = model.take(action);
                assertThat(carryOut(action)).as("%s in %s", action, actions).isEqualTo(expected);
            }
        }
        assertBooks(ledgers.events(before));
    }

    private void startAnew() {
        tries++;
        model = new Model(ACCOUNTS);
        holds.clear();
        movements.clear();
    }

    /** Only what has come to be can be named. */
    private boolean isPossible(Action action) {
        return switch (action) {
            case Action.Capture capture -> capture.hold() < holds.size();
            case Action.Void voided -> voided.hold() < holds.size();
            case Action.Expire expire -> expire.hold() < holds.size();
            case Action.Reverse reverse -> reverse.movement() < movements.size();
            case Action.Transfer transfer -> transfer.from() != transfer.to();
            default -> true;
        };
    }

    private @Nullable RefusalCode carryOut(Action action) {
        if (action instanceof Action.Wait wait) {
            TIME.passes(Duration.ofSeconds(wait.seconds()));
            return null;
        }
        try {
            Ledger any = processes.get(steps++ % processes.size());
            Outcome outcome = any.execute(command(action), RealLedgers.request(null));
            remember(outcome.event());
            // Nobody can tell whether this recorded the end or a spending before it.
            return action instanceof Action.Expire ? RefusalCode.HOLD_EXPIRED : null;
        } catch (RefusedException refusal) {
            return refusal.code();
        }
    }

    private void remember(LedgerEvent event) {
        switch (event) {
            case HoldAuthorised hold -> holds.add(hold.holdId());
            case MoneyEvent moved -> movements.add(moved.transactionId());
            default -> {
                // nothing that can be named later
            }
        }
    }

    private static AccountId id(int account) {
        return new AccountId("uk-" + tries + "-" + account);
    }

    private LedgerCommand command(Action action) {
        String fresh = RealLedgers.newId();
        return switch (action) {
            case Action.Open open -> new OpenAccount(id(open.account()), GBP, null, open.overdraftLimit(), Map.of());
            case Action.Deposit deposit ->
                new DepositMoney(fresh, id(deposit.account()), deposit.amount(), null, null, Map.of());
            case Action.Withdraw withdraw ->
                new WithdrawMoney(fresh, id(withdraw.account()), withdraw.amount(), null, null, Map.of());
            case Action.Transfer transfer ->
                new TransferMoney(
                        fresh, id(transfer.from()), id(transfer.to()), transfer.amount(), GBP, null, null, Map.of());
            case Action.Hold hold ->
                new AuthoriseHold(fresh, id(hold.account()), hold.amount(), end(hold), null, Map.of());
            case Action.Capture capture ->
                new CaptureHold(fresh, holds.get(capture.hold()), id(capture.to()), capture.amount());
            case Action.Void voided -> new VoidHold(holds.get(voided.hold()), "why");
            case Action.Expire expire -> new ExpireHold(holds.get(expire.hold()));
            case Action.Reverse reverse -> new ReverseMoney(fresh, movements.get(reverse.movement()), "why");
            case Action.Freeze freeze -> new FreezeAccount(id(freeze.account()), "why");
            case Action.Unfreeze unfreeze -> new UnfreezeAccount(id(unfreeze.account()), "why");
            case Action.Close close -> new CloseAccount(id(close.account()), "why");
            case Action.Wait wait -> throw new IllegalArgumentException("time is no command");
        };
    }

    private static @Nullable Instant end(Action.Hold hold) {
        return hold.seconds() == null ? null : TIME.instant().plusSeconds(hold.seconds());
    }

    /** Summed here and not by any code of the ledger. */
    private void assertBooks(List<LedgerEvent> events) {
        Map<AccountId, Long> balances = new HashMap<>();
        Map<String, Long> open = new HashMap<>();
        for (LedgerEvent event : events) {
            if (event instanceof MoneyEvent moved) {
                moved.postings().forEach((Posting each) -> balances.merge(each.account(), each.amount(), Long::sum));
            }
            switch (event) {
                case HoldAuthorised hold ->
                    assertThat(open.put(hold.holdId(), hold.amount())).isNull();
                case HoldReleased released ->
                    assertThat(open.remove(released.holdId())).isEqualTo(released.held());
                case HoldCaptured captured ->
                    assertThat(open.remove(captured.holdId())).isEqualTo(captured.held());
                default -> {
                    // ends no hold
                }
            }
        }
        assertThat(balances.values().stream().mapToLong(Long::longValue).sum()).isZero();
        for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(balances.getOrDefault(id(i), 0L)).isEqualTo(model.accounts.get(i).balance);
            assertThat(model.available(i)).isNotNegative();
        }
        for (int i = 0; i < holds.size(); i++) {
            boolean stillHeld = model.holds.get(i).ended == null;
            assertThat(stillHeld || !open.containsKey(holds.get(i)) || isOver(i))
                    .isTrue();
        }
    }

    private boolean isOver(int hold) {
        return model.holds.get(hold).ended == RefusalCode.HOLD_EXPIRED;
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        return action().list().ofMinSize(5).ofMaxSize(40).map(LedgerModelTest::onOpenAccounts);
    }

    /** Usually there is something to work with. */
    private static List<Action> onOpenAccounts(List<Action> actions) {
        List<Action> all = new ArrayList<>();
        all.add(new Action.Open(0, 0));
        all.add(new Action.Open(1, 50));
        all.add(new Action.Deposit(0, 300));
        all.addAll(actions);
        return all;
    }

    private static Arbitrary<Action> action() {
        Arbitrary<Integer> accounts = Arbitraries.integers().between(0, ACCOUNTS - 1);
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 5);
        Arbitrary<Long> amounts = Arbitraries.longs().between(1, 120);
        Arbitrary<Integer> seconds = Arbitraries.integers().between(1, 30);
        return Arbitraries.frequencyOf(
                Tuple.of(1, Combinators.combine(accounts, amounts).as(Action.Open::new)),
                Tuple.of(2, Combinators.combine(accounts, amounts).as(Action.Deposit::new)),
                Tuple.of(2, Combinators.combine(accounts, amounts).as(Action.Withdraw::new)),
                Tuple.of(3, Combinators.combine(accounts, accounts, amounts).as(Action.Transfer::new)),
                Tuple.of(
                        5,
                        Combinators.combine(accounts, amounts, seconds.injectNull(0.3))
                                .as(Action.Hold::new)),
                Tuple.of(
                        5,
                        Combinators.combine(numbers, accounts, amounts.injectNull(0.3))
                                .as(Action.Capture::new)),
                Tuple.of(3, numbers.map(Action.Void::new)),
                Tuple.of(2, numbers.map(Action.Expire::new)),
                Tuple.of(4, numbers.map(Action.Reverse::new)),
                Tuple.of(1, accounts.map(Action.Freeze::new)),
                Tuple.of(1, accounts.map(Action.Unfreeze::new)),
                Tuple.of(1, accounts.map(Action.Close::new)),
                Tuple.of(2, seconds.map(Action.Wait::new)));
    }
}
