package dev.flare.command.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.command.execution.Cause;
import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Sent;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.HaltTransfer;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.ReceiveTransfer;
import dev.flare.messages.ledger.ReturnTransfer;
import dev.flare.messages.ledger.ReverseMoney;
import dev.flare.messages.ledger.ReverseTransfer;
import dev.flare.messages.ledger.SettleTransfer;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Two regions with databases of their own, and nobody between them but the test. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BetweenRegionsTest {

    private static final Region UK = RealLedgers.UK;
    private static final Region AU = new Region("au");
    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("au-bob");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final String ALERT = "alert-1";

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final RealLedgers inUk = new RealLedgers(UK, time);
    private final RealLedgers inAu = new RealLedgers(AU, time);
    private final Ledger uk = inUk.open();
    private final Ledger au = inAu.open();

    @BeforeEach
    void given_two_accounts() {
        execute(uk, new OpenAccount(ADA, GBP, null, 0, Map.of()));
        execute(uk, new DepositMoney(id(UK), ADA, 1_000, null, null, Map.of()));
        execute(au, new OpenAccount(BOB, GBP, null, 0, Map.of()));
    }

    @AfterEach
    void close() throws Exception {
        inUk.close();
        inAu.close();
    }

    private static String id(Region region) {
        return new TransactionId(region, UUID.randomUUID()).toString();
    }

    private static Outcome execute(Ledger ledger, LedgerCommand command) {
        return ledger.execute(command, RealLedgers.request(null));
    }

    private TransferSent send(long amount) {
        return (TransferSent) execute(uk, transfer(amount)).event();
    }

    private static TransferMoney transfer(long amount) {
        return new TransferMoney(id(UK), ADA, BOB, amount, GBP, "rent", null, Map.of());
    }

    private static void take(Ledger ledger, TransferStep step) {
        take(ledger, step, null);
    }

    private static void take(Ledger ledger, TransferStep step, @Nullable Instant sentAt) {
        Instant asked = sentAt == null ? Instant.EPOCH : sentAt;
        ledger.take(step, new Cause("correlation-1", UUID.randomUUID(), asked, sentAt));
    }

    private TransferSent arrived(long amount) {
        TransferSent sent = send(amount);
        take(au, new ReceiveTransfer(sent.transferId(), sent.terms()));
        take(uk, new SettleTransfer(sent.transferId(), UK));
        return sent;
    }

    private static void refused(ThrowingCallable call, RefusalCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                .isEqualTo(code));
    }

    private static long count(RealLedgers region, Class<? extends LedgerEvent> type) {
        return region.events(0).stream().filter(type::isInstance).count();
    }

    @Test
    void a_transfer_is_sent_received_and_settled() {
        TransferSent sent = arrived(70);
        assertThat(inUk.events(2)).containsExactly(sent, new TransferSettled(sent.transferId(), ADA));
        assertThat(inAu.events(1)).singleElement().isInstanceOf(TransferReceived.class);
        TransactionId id = TransactionId.parse(sent.transferId()).orElseThrow();
        assertThat(uk.sent(id).map(Sent::event)).contains(sent);
        assertThat(uk.sent(id).map(known -> known.transit().settled())).contains(true);
        assertThat(au.sent(id)).isEmpty();
    }

    @Test
    void a_repeated_key_sends_nothing_again() {
        TransferMoney transfer = transfer(70);
        Outcome first = uk.execute(transfer, RealLedgers.request("key"));
        Outcome second = uk.execute(transfer(70), RealLedgers.request("key"));
        assertThat(second.repeated()).isTrue();
        assertThat(second.event()).isEqualTo(first.event());
        assertThat(count(inUk, TransferSent.class)).isEqualTo(1);
    }

    /** It need not look further back than that, and must not look less far. */
    @Test
    void whoever_knows_when_it_was_sent_takes_the_same_steps() {
        List<TransferSent> sent = IntStream.range(0, 4).mapToObj(i -> send(10)).toList();
        // One that has all in its memory, and one that has nothing in it.
        for (Ledger ledger : List.of(uk, inUk.open())) {
            for (TransferSent one : sent.subList(0, ledger.equals(uk) ? 2 : 4)) {
                take(au, new ReceiveTransfer(one.transferId(), one.terms()), sentAt(one));
                take(ledger, new SettleTransfer(one.transferId(), UK), sentAt(one));
                take(ledger, new SettleTransfer(one.transferId(), UK), sentAt(one));
                take(ledger, new ReturnTransfer(one.transferId(), UK), sentAt(one));
            }
        }
        assertThat(count(inAu, TransferReceived.class)).isEqualTo(4);
        assertThat(count(inUk, TransferSettled.class)).isEqualTo(4);
        assertThat(count(inUk, TransferReturned.class)).isZero();
    }

    private Instant sentAt(TransferSent sent) {
        return inUk.stored(0).stream()
                .filter(event -> EventCodec.read(event.type(), event.payload()).equals(sent))
                .findFirst()
                .orElseThrow()
                .recordedAt();
    }

    @Test
    void a_step_that_was_taken_by_another_process_is_nothing_to_this_one() {
        TransferSent sent = send(70);
        Ledger other = inAu.open();
        ReceiveTransfer credit = new ReceiveTransfer(sent.transferId(), sent.terms());
        Cause cause = new Cause("correlation-1", UUID.randomUUID(), Instant.EPOCH, null);
        assertThat(au.take(credit, cause)).isPresent();
        assertThat(other.take(credit, cause)).isEmpty();
        assertThat(au.take(credit, cause)).isEmpty();
        assertThat(count(inAu, TransferReceived.class)).isEqualTo(1);
    }

    @Test
    void what_comes_back_is_there_again_and_the_account_can_be_closed_only_then() {
        TransferSent sent = send(1_000);
        refused(() -> execute(uk, new CloseAccount(ADA, "moves away")), RefusalCode.ACCOUNT_NOT_EMPTY);
        take(uk, new ReturnTransfer(sent.transferId(), UK));
        take(uk, new SettleTransfer(sent.transferId(), UK));
        assertThat(inUk.events(3)).singleElement().isInstanceOf(TransferReturned.class);
        execute(uk, transfer(1_000));
    }

    @Test
    void what_arrived_is_sent_back_once_however_many_ask() throws Exception {
        TransferSent sent = arrived(70);
        Ledger other = inAu.open();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Ledger ledger = i % 2 == 0 ? au : other;
            tasks.add(() -> isAccepted(ledger, new ReverseTransfer(id(AU), sent, "by mistake")));
        }
        assertThat(together(tasks)).containsOnlyOnce(true);
        assertThat(count(inAu, TransferSent.class)).isEqualTo(1);
    }

    @Test
    void a_reversal_that_came_back_was_none_and_another_may_follow() {
        TransferSent sent = arrived(70);
        for (Ledger ledger : List.of(au, inAu.open())) { // one that has it in its memory, and one that has not
            TransferSent back = (TransferSent) execute(ledger, new ReverseTransfer(id(AU), sent, "by mistake"))
                    .event();
            refused(() -> execute(ledger, new ReverseTransfer(id(AU), sent, "again")), RefusalCode.ALREADY_REVERSED);
            take(ledger, new ReturnTransfer(back.transferId(), AU));
        }
        TransferSent last = (TransferSent) execute(inAu.open(), new ReverseTransfer(id(AU), sent, "by mistake"))
                .event();
        take(au, new SettleTransfer(last.transferId(), AU));
        refused(() -> execute(au, new ReverseTransfer(id(AU), sent, "again")), RefusalCode.ALREADY_REVERSED);
    }

    private static boolean isAccepted(Ledger ledger, LedgerCommand command) {
        try {
            execute(ledger, command);
            return true;
        } catch (RefusedException refusal) {
            assertThat(refusal.code()).isEqualTo(RefusalCode.ALREADY_REVERSED);
            return false;
        }
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                results.add(task.get());
            }
            return results;
        }
    }

    @Test
    void one_region_alone_takes_back_nothing_that_went_to_another() {
        TransferSent sent = arrived(70);
        refused(
                () -> execute(uk, new ReverseMoney(id(UK), sent.transferId(), "by mistake")),
                RefusalCode.NOT_REVERSIBLE);
        String there = AU + sent.transferId().substring(UK.name().length());
        refused(() -> execute(au, new ReverseMoney(id(AU), there, "by mistake")), RefusalCode.NOT_FOUND);
    }

    @Test
    void of_a_credit_and_a_halt_at_once_none_comes_after_the_halt() throws Exception {
        Ledger other = inAu.open();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            TransferSent sent = send(1);
            tasks.add(() -> taken(au, new ReceiveTransfer(sent.transferId(), sent.terms())));
            tasks.add(() -> taken(other, new HaltTransfer(sent.transferId(), AU, ALERT)));
        }
        together(tasks);
        List<String> halted = new ArrayList<>();
        for (LedgerEvent event : inAu.events(0)) {
            switch (event) {
                case TransferHalted halt -> halted.add(halt.transactionId());
                case TransferReceived received -> assertThat(halted).doesNotContain(received.transferId());
                default -> {}
            }
        }
        assertThat(halted).hasSize(60);
    }

    @Test
    void of_an_end_and_another_at_once_one_happens() throws Exception {
        Ledger other = inUk.open();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = send(1).transferId();
            tasks.add(() -> taken(uk, new SettleTransfer(id, UK)));
            tasks.add(() -> taken(other, new ReturnTransfer(id, UK)));
            tasks.add(() -> taken(other, new SettleTransfer(id, UK)));
        }
        together(tasks);
        assertThat(count(inUk, TransferSettled.class) + count(inUk, TransferReturned.class))
                .isEqualTo(30);
    }

    private static boolean taken(Ledger ledger, TransferStep step) {
        take(ledger, step);
        return true;
    }
}
