package dev.flare.command.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.execution.Ledger;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.FreezeAccount;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.UnfreezeAccount;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;

/** Accounts are closed and frozen while others, in two processes, credit and debit them: what the log says then. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusRacesTest {

    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final int CALLERS = 16;
    private static final int FREEZES = 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicInteger moved = new AtomicInteger();
    private final Map<RefusalCode, Integer> refused = new ConcurrentHashMap<>();
    private RealLedgers ledgers;
    private List<Ledger> processes;
    private AccountId contested;
    private AccountId other;
    private long before;
    private int round;

    @BeforeAll
    void open() {
        ledgers = new RealLedgers(Clock.systemUTC());
        processes = List.of(ledgers.open(), ledgers.open());
    }

    @AfterAll
    void close() throws Exception {
        ledgers.close();
    }

    @BeforeEach
    void given_an_account_without_and_one_with_money() {
        contested = new AccountId("uk-contested-" + ++round);
        other = new AccountId("uk-other-" + round);
        for (AccountId id : List.of(contested, other)) {
            execute(0, new OpenAccount(id, GBP, null, 0, Map.of()));
        }
        execute(0, deposit(other, 1_000_000));
        before = ledgers.stored(0).getLast().position();
        moved.set(0);
        refused.clear();
    }

    private static DepositMoney deposit(AccountId to, long amount) {
        return new DepositMoney(RealLedgers.newId(), to, amount, null, null, Map.of());
    }

    private WithdrawMoney withdrawal() {
        return new WithdrawMoney(RealLedgers.newId(), contested, 1, null, null, Map.of());
    }

    private static TransferMoney transfer(AccountId from, AccountId to) {
        return new TransferMoney(RealLedgers.newId(), from, to, 1, GBP, null, null, Map.of());
    }

    /** More debits than credits, so that the balance comes by zero again and again. */
    private LedgerCommand movement(int number) {
        return switch (number % 5) {
            case 0 -> deposit(contested, 1);
            case 1 -> withdrawal();
            case 2 -> transfer(other, contested);
            case 3 -> transfer(contested, other);
            default -> withdrawal();
        };
    }

    private void execute(int process, LedgerCommand command) {
        processes.get(process % processes.size()).execute(command, RealLedgers.request(null));
    }

    private void move(int process, int number) {
        try {
            execute(process, movement(number));
            moved.incrementAndGet();
        } catch (RefusedException refusal) {
            refused.merge(refusal.code(), 1, Integer::sum);
        }
    }

    private int refused(RefusalCode code) {
        return refused.getOrDefault(code, 0);
    }

    /** All callers move money, one movement after the other, from before something until after it. */
    private void around(Runnable something) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Future<?>> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(threads.submit(() -> {
                    for (int number = caller; !done.get(); number++) {
                        move(caller, number);
                    }
                }));
            }
            try {
                something.run();
            } finally {
                done.set(true);
            }
        }
        for (Future<?> caller : callers) {
            caller.get();
        }
    }

    private void awaitMoved(int more) {
        int now = moved.get();
        await(() -> moved.get() >= now + more);
    }

    private void awaitRefused(RefusalCode code, int more) {
        int now = refused(code);
        await(() -> refused(code) >= now + more);
    }

    private void await(BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("moved %s, refused %s", moved, refused)
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private void closeWhenEmpty() {
        AtomicInteger attempts = new AtomicInteger();
        await(() -> {
            try {
                execute(attempts.getAndIncrement(), new CloseAccount(contested, "moved away"));
                return true;
            } catch (RefusedException notYet) {
                assertThat(notYet.code()).isIn(RefusalCode.ACCOUNT_NOT_EMPTY, RefusalCode.CONFLICT);
                return false;
            }
        });
    }

    private List<LedgerEvent> eventsOfContested() {
        return ledgers.events(before).stream()
                .filter(event -> event.accounts().contains(contested))
                .toList();
    }

    private long posted(LedgerEvent event) {
        return event instanceof MoneyEvent money
                ? money.postings().stream()
                        .filter(posting -> posting.account().equals(contested))
                        .mapToLong(Posting::amount)
                        .sum()
                : 0;
    }

    @RepeatedTest(5)
    void an_account_is_closed_with_nothing_in_it_and_nothing_is_posted_later() throws Exception {
        around(() -> {
            awaitMoved(CALLERS);
            closeWhenEmpty();
            awaitRefused(RefusalCode.ACCOUNT_CLOSED, 4 * CALLERS);
        });
        List<LedgerEvent> events = eventsOfContested();
        assertThat(events.getLast()).isInstanceOf(AccountClosed.class);
        assertThat(events.stream().mapToLong(this::posted).sum()).isZero();
        assertThat(events).hasSize(moved.get() + 1);
        assertThat(refused.keySet())
                .isSubsetOf(RefusalCode.ACCOUNT_CLOSED, RefusalCode.INSUFFICIENT_FUNDS, RefusalCode.CONFLICT);
    }

    @RepeatedTest(3)
    void nothing_is_debited_or_credited_between_a_freeze_and_an_unfreeze() throws Exception {
        around(() -> {
            for (int i = 0; i < FREEZES; i++) {
                awaitMoved(CALLERS);
                execute(i, new FreezeAccount(contested, "looked into"));
                awaitRefused(RefusalCode.ACCOUNT_FROZEN, 2 * CALLERS);
                execute(i + 1, new UnfreezeAccount(contested, "all is well"));
            }
        });
        boolean frozen = false;
        int freezes = 0;
        for (LedgerEvent event : eventsOfContested()) {
            assertThat(frozen && event instanceof MoneyEvent)
                    .as("while frozen: %s", event)
                    .isFalse();
            frozen = event instanceof AccountFrozen || frozen && !(event instanceof AccountUnfrozen);
            freezes += event instanceof AccountFrozen ? 1 : 0;
        }
        assertThat(freezes).isEqualTo(FREEZES);
        assertThat(refused.keySet())
                .isSubsetOf(RefusalCode.ACCOUNT_FROZEN, RefusalCode.INSUFFICIENT_FUNDS, RefusalCode.CONFLICT);
    }
}
