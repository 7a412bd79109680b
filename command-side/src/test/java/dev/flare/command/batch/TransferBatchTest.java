package dev.flare.command.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Request;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** All or none, each item on what the ones before it left. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransferBatchTest {

    private static final CurrencyCode GBP = new CurrencyCode("GBP");

    private RealLedgers ledgers;
    private Ledger ledger;
    private Ledger other;
    private AccountId ada;
    private AccountId bob;
    private AccountId cy;
    private long before;
    private int round;

    @BeforeAll
    void open() {
        ledgers = new RealLedgers(Clock.systemUTC());
        ledger = ledgers.open();
        other = ledgers.open();
    }

    @AfterAll
    void close() throws Exception {
        ledgers.close();
    }

    @BeforeEach
    void given_three_accounts_of_which_one_has_100() {
        round++;
        ada = new AccountId("uk-ada-" + round);
        bob = new AccountId("uk-bob-" + round);
        cy = new AccountId("uk-cy-" + round);
        for (AccountId id : List.of(ada, bob, cy)) {
            ledger.execute(new OpenAccount(id, GBP, null, 0, Map.of()), RealLedgers.request(null));
        }
        ledger.execute(
                new DepositMoney(RealLedgers.newId(), ada, 100, null, null, Map.of()), RealLedgers.request(null));
        before = ledgers.stored(0).getLast().position();
    }

    private static TransferMoney transfer(AccountId from, AccountId to, long amount, Map<String, Object> metadata) {
        return new TransferMoney(RealLedgers.newId(), from, to, amount, GBP, "batched", null, metadata);
    }

    private static TransferMoney transfer(AccountId from, AccountId to, long amount) {
        return transfer(from, to, amount, Map.of());
    }

    private static TransferBatch batch(TransferMoney... transfers) {
        return new TransferBatch(RealLedgers.newId(), List.of(transfers));
    }

    private static Request request(String key, TransferBatch batch) {
        return new Request("c", key, Map.of("transfers", batch.transfers().size()));
    }

    private Map<AccountId, Long> moved() {
        Map<AccountId, Long> sums = new HashMap<>();
        ledgers.events(before).stream()
                .filter(MoneyEvent.class::isInstance)
                .flatMap(event -> ((MoneyEvent) event).postings().stream())
                .forEach((Posting posting) -> sums.merge(posting.account(), posting.amount(), Long::sum));
        return sums;
    }

    @Test
    void what_an_item_brings_the_next_one_may_spend() {
        Outcome outcome = ledger.execute(
                batch(transfer(ada, bob, 100), transfer(bob, cy, 100), transfer(cy, ada, 40)),
                RealLedgers.request(null));
        assertThat(outcome.events()).hasSize(3).isEqualTo(ledgers.events(before));
        assertThat(outcome.position()).isEqualTo(before + 3);
        assertThat(moved()).containsExactlyInAnyOrderEntriesOf(Map.of(ada, -60L, bob, 0L, cy, 60L));
    }

    @Test
    void the_first_refusal_names_its_item_and_nothing_happens() {
        TransferBatch batch = batch(transfer(ada, bob, 60), transfer(ada, cy, 60), transfer(cy, ada, 1_000));
        assertThatThrownBy(() -> ledger.execute(batch, RealLedgers.request(null)))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.INSUFFICIENT_FUNDS);
                    assertThat(refusal.index()).isEqualTo(1);
                    assertThat(refusal.field()).isEqualTo("transfers[1].amount");
                });
        assertThat(ledgers.events(before)).isEmpty();
    }

    @Test
    void a_repeated_batch_is_answered_with_what_the_first_one_did() {
        TransferBatch first =
                batch(transfer(ada, bob, 60, Map.of("share", new BigDecimal("0.50"))), transfer(bob, cy, 10));
        String key = "key-" + round;
        Outcome done = ledger.execute(first, request(key, first));
        TransferBatch again =
                batch(transfer(ada, bob, 60, Map.of("share", new BigDecimal("0.5"))), transfer(bob, cy, 10));
        for (Ledger any : List.of(ledger, other)) {
            Outcome repeated = any.execute(again, request(key, again));
            assertThat(repeated.repeated()).isTrue();
            assertThat(repeated.batchId()).isEqualTo(first.batchId());
            assertThat(repeated.position()).isEqualTo(done.position());
            assertThat(repeated.recordedAt()).isEqualTo(done.recordedAt());
            assertThat(repeated.events().toString())
                    .isEqualTo(ledgers.events(before).toString());
        }
        assertThat(ledgers.events(before)).hasSize(2);
    }

    @Test
    void another_batch_with_the_key_is_refused_with_the_field_that_differs() {
        TransferBatch first = batch(transfer(ada, bob, 60), transfer(bob, cy, 10));
        String key = "key-" + round;
        ledger.execute(first, request(key, first));
        assertMismatch(key, batch(transfer(ada, bob, 60), transfer(bob, cy, 11)), "transfers[1].amount");
        assertMismatch(key, batch(transfer(ada, cy, 60), transfer(bob, cy, 10)), "transfers[0].to");
        assertMismatch(key, batch(transfer(ada, bob, 60)), "transfers");
    }

    private void assertMismatch(String key, TransferBatch batch, String field) {
        assertThatThrownBy(() -> ledger.execute(batch, request(key, batch)))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.IDEMPOTENCY_MISMATCH);
                    assertThat(refusal.field()).isEqualTo(field);
                });
    }

    @Test
    void batches_over_the_same_accounts_from_two_processes_lose_and_double_nothing() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Ledger any = i % 2 == 0 ? ledger : other;
            tasks.add(() -> done(any, batch(transfer(ada, bob, 10), transfer(bob, cy, 5), transfer(cy, ada, 5))));
        }
        int done = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(tasks)) {
                done += each.get();
            }
        }
        assertThat(ledgers.events(before)).hasSize(3 * done);
        assertThat(moved().get(ada)).isEqualTo(-5L * done);
        assertThat(moved().get(ada)).isGreaterThanOrEqualTo(-100);
        // The nineteenth leaves 5, which is too little for the next.
        assertThat(done).isEqualTo(19);
    }

    private static int done(Ledger ledger, TransferBatch batch) {
        try {
            ledger.execute(batch, RealLedgers.request(null));
            return 1;
        } catch (RefusedException refusal) {
            assertThat(refusal.code()).isEqualTo(RefusalCode.INSUFFICIENT_FUNDS);
            return 0;
        }
    }
}
