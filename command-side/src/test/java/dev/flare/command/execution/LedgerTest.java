package dev.flare.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Commands through Axon on a real store; two ledgers on one database stand for two processes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LedgerTest {

    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("uk-bob");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private DataSource dataSource;
    private Ledger ledger;
    private Ledger other;
    private EventStore store;

    @BeforeEach
    void open() {
        dataSource = TestPostgres.newDataSource();
        EventStoreSchema.migrate(dataSource);
        ledger = newLedger();
        other = newLedger();
    }

    private Ledger newLedger() {
        Clock clock = Clock.systemUTC();
        store = EventStore.open(
                dataSource, "uk", EventStoreSettings.defaults().withUniqueTagKeys(Set.of(Tags.IDEMPOTENCY_KEY)), clock);
        Arrivals arrivals = new Arrivals(dataSource, "uk");
        opened.add(store);
        opened.add(arrivals);
        Ledger created = new LedgerFactory(clock, Duration.ofSeconds(20)).create(store, arrivals);
        opened.add(created);
        return created;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        ((AutoCloseable) dataSource).close();
    }

    private static Request request(@Nullable String key, Object... fields) {
        Map<String, Object> asked = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            asked.put((String) fields[i], fields[i + 1]);
        }
        return new Request("correlation-1", key, asked);
    }

    private static LedgerCommand open(AccountId id) {
        return new OpenAccount(id, GBP, "somebody", 0, Map.of());
    }

    private static LedgerCommand deposit(AccountId id, long amount) {
        return new DepositMoney("uk-d" + amount, id, amount, null, null, Map.of());
    }

    private static LedgerCommand transfer(AccountId from, AccountId to, long amount) {
        return new TransferMoney("uk-t" + amount, from, to, amount, GBP, null, null, Map.of());
    }

    private void assertRefused(LedgerCommand command, RefusalCode code) {
        assertThatThrownBy(() -> ledger.execute(command, request(null)))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(code));
    }

    private Map<AccountId, Long> balances() {
        Map<AccountId, Long> balances = new HashMap<>();
        for (StoredEvent event : store.reader().after(0, Integer.MAX_VALUE)) {
            if (EventCodec.read(event.type(), event.payload()) instanceof MoneyEvent money) {
                for (Posting posting : money.postings()) {
                    balances.merge(posting.account(), posting.amount(), Math::addExact);
                }
            }
        }
        return balances;
    }

    private static <T> List<Future<T>> together(int times, Callable<T> task) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                tasks.add(task);
            }
            return threads.invokeAll(tasks);
        }
    }

    @Test
    void a_command_becomes_an_event_with_its_correlation() {
        Outcome outcome = ledger.execute(open(ADA), request(null));
        StoredEvent event = store.reader().after(0, 1).getFirst();
        assertThat(outcome.position()).isEqualTo(1);
        assertThat(outcome.recordedAt()).isEqualTo(event.recordedAt());
        assertThat(event.type()).isEqualTo("ledger.AccountOpened");
        assertThat(event.tags()).containsExactly("account=uk-ada");
        assertThat(event.metadataAsMap()).containsEntry(MetadataKeys.CORRELATION_ID, "correlation-1");
    }

    @Test
    void what_another_process_did_is_known_before_a_refusal() {
        ledger.execute(open(ADA), request(null));
        ledger.execute(open(BOB), request(null));
        assertRefused(transfer(ADA, BOB, 10), RefusalCode.INSUFFICIENT_FUNDS);
        other.execute(deposit(ADA, 10), request(null));
        assertThat(ledger.execute(transfer(ADA, BOB, 10), request(null)).position())
                .isEqualTo(4);
    }

    @Test
    void an_account_is_opened_once() {
        ledger.execute(open(ADA), request(null));
        assertRefused(open(ADA), RefusalCode.ALREADY_EXISTS);
    }

    @Test
    void a_repeated_request_is_answered_and_not_done_again() {
        ledger.execute(open(ADA), request(null));
        Outcome first = ledger.execute(deposit(ADA, 10), request("k", "amount", 10));
        for (Ledger any : List.of(ledger, other)) {
            Outcome repeated = any.execute(deposit(ADA, 10), request("k", "amount", 10));
            assertThat(repeated.repeated()).isTrue();
            assertThat(repeated.position()).isEqualTo(first.position());
            assertThat(repeated.event()).isEqualTo(first.event());
        }
        assertThat(balances()).containsEntry(ADA, 10L);
    }

    @Test
    void a_repeated_request_is_answered_although_it_would_now_be_refused() {
        ledger.execute(open(ADA), request(null));
        ledger.execute(open(BOB), request(null));
        ledger.execute(deposit(ADA, 10), request(null));
        ledger.execute(transfer(ADA, BOB, 10), request("k"));
        assertThat(ledger.execute(transfer(ADA, BOB, 10), request("k")).repeated())
                .isTrue();
    }

    @Test
    void another_request_with_the_key_is_refused_with_the_field_that_differs() {
        ledger.execute(open(ADA), request(null));
        ledger.execute(deposit(ADA, 10), request("k", "amount", 10));
        assertThatThrownBy(() -> ledger.execute(deposit(ADA, 11), request("k", "amount", 11)))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.IDEMPOTENCY_MISMATCH);
                    assertThat(refusal.field()).isEqualTo("amount");
                });
    }

    @Test
    void a_refusal_does_not_consume_the_key() {
        ledger.execute(open(ADA), request(null));
        ledger.execute(open(BOB), request(null));
        assertThatThrownBy(() -> ledger.execute(transfer(ADA, BOB, 5), request("k")))
                .isInstanceOf(RefusedException.class);
        ledger.execute(deposit(ADA, 10), request(null));
        assertThat(ledger.execute(transfer(ADA, BOB, 5), request("k")).repeated())
                .isFalse();
    }

    @Test
    void many_equal_requests_at_once_have_one_effect_and_one_answer() throws Exception {
        ledger.execute(open(ADA), request(null));
        List<Future<Outcome>> answers = together(32, () -> {
            Ledger any = ThreadLocalRandom.current().nextBoolean() ? ledger : other;
            return any.execute(deposit(ADA, 10), request("k", "amount", 10));
        });
        Set<Long> positions = new HashSet<>();
        for (Future<Outcome> answer : answers) {
            positions.add(answer.get().position());
        }
        assertThat(positions).hasSize(1);
        assertThat(balances()).containsEntry(ADA, 10L);
    }

    @Test
    void hot_accounts_under_many_callers_of_two_processes_lose_and_double_nothing() throws Exception {
        ledger.execute(open(ADA), request(null));
        ledger.execute(open(BOB), request(null));
        ledger.execute(deposit(ADA, 100), request(null));
        List<Future<Boolean>> answers = together(64, () -> {
            boolean forth = ThreadLocalRandom.current().nextBoolean();
            Ledger any = ThreadLocalRandom.current().nextBoolean() ? ledger : other;
            return isDone(any, transfer(forth ? ADA : BOB, forth ? BOB : ADA, 10));
        });
        long done = 0;
        for (Future<Boolean> answer : answers) {
            done += answer.get() ? 1 : 0;
        }
        Map<AccountId, Long> balances = balances();
        assertThat(store.reader().head().position()).isEqualTo(3 + done);
        assertThat(balances.get(ADA) + balances.getOrDefault(BOB, 0L)).isEqualTo(100);
        assertThat(balances.get(ADA)).isBetween(0L, 100L);
    }

    private static boolean isDone(Ledger ledger, LedgerCommand command) throws ExecutionException {
        try {
            ledger.execute(command, request(null));
            return true;
        } catch (RefusedException refusal) {
            assertThat(refusal.code()).isEqualTo(RefusalCode.INSUFFICIENT_FUNDS);
            return false;
        }
    }
}
