package dev.flare.command.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Request;
import dev.flare.command.support.RealLedgers;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
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

/** One key, two processes, and requests of every kind at once: one of them is done, whole and once. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeparateTransfersTest {

    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final int ITEMS = 20;

    /** Whether it was done, by this request or by its like. */
    private enum End {
        DONE,
        ANOTHER_REQUEST
    }

    private RealLedgers ledgers;
    private List<Ledger> processes;
    private AccountId payer;
    private List<AccountId> others;
    private String key;
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
    void given_a_payer_and_many_others() {
        payer = new AccountId("uk-payer-" + ++round);
        others = new ArrayList<>();
        key = "key-" + round;
        execute(0, new OpenAccount(payer, GBP, null, 0, Map.of()), null);
        for (int i = 0; i < 2 * ITEMS; i++) {
            others.add(new AccountId("uk-other-" + round + "-" + i));
            execute(0, new OpenAccount(others.get(i), GBP, null, 10, Map.of()), null);
        }
        execute(0, deposit(payer, 1_000), null);
        before = ledgers.stored(0).getLast().position();
    }

    private static DepositMoney deposit(AccountId to, long amount) {
        return new DepositMoney(RealLedgers.newId(), to, amount, null, null, Map.of());
    }

    /** Every second one has two accounts for itself: some happen at once, and others, of one payer, in their order. */
    private List<TransferMoney> transfers() {
        List<TransferMoney> transfers = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            AccountId from = i % 2 == 0 ? payer : others.get(ITEMS + i);
            transfers.add(new TransferMoney(RealLedgers.newId(), from, others.get(i), 1, GBP, null, null, Map.of()));
        }
        return transfers;
    }

    private Request request(String what) {
        return new Request("c", key, Map.of("request", what));
    }

    private void execute(int process, LedgerCommand command, Request request) {
        processes.get(process).execute(command, request == null ? RealLedgers.request(null) : request);
    }

    private End separately(int process) {
        SeparateTransfers separate = new SeparateTransfers(new Ledgers(
                Map.of(RealLedgers.UK, processes.get(process)), new CommandMetrics(new SimpleMeterRegistry())));
        Request batch = request("separate");
        List<SeparateTransfers.Asked> asked = new ArrayList<>();
        for (TransferMoney transfer : transfers()) {
            Map<String, Object> fields = Map.of("to", transfer.to().value());
            asked.add(new SeparateTransfers.Asked(transfer, new Request("c", key + "/" + asked.size(), fields, batch)));
        }
        assertThat(separate.execute(asked)).allMatch(SeparateTransfers.Done.class::isInstance);
        return End.DONE;
    }

    private End together(int process) {
        execute(process, new TransferBatch(RealLedgers.newId(), transfers()), request("together"));
        return End.DONE;
    }

    private End deposited(int process) {
        execute(process, deposit(payer, 7), request("deposit"));
        return End.DONE;
    }

    private static End unlessAnother(Callable<End> request) throws Exception {
        try {
            return request.call();
        } catch (RefusedException refusal) {
            assertThat(refusal.code()).isEqualTo(RefusalCode.IDEMPOTENCY_MISMATCH);
            assertThat(refusal.field()).isEqualTo("request");
            return End.ANOTHER_REQUEST;
        }
    }

    private List<End> atOnce(List<Callable<End>> requests) throws Exception {
        List<Callable<End>> tasks = new ArrayList<>();
        requests.forEach(request -> tasks.add(() -> unlessAnother(request)));
        List<End> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<End> each : threads.invokeAll(tasks)) {
                ends.add(each.get());
            }
        }
        return ends;
    }

    @RepeatedTest(10)
    void of_requests_of_all_kinds_one_kind_is_done_and_once() throws Exception {
        List<End> ends = atOnce(List.of(
                () -> separately(0),
                () -> separately(1),
                () -> together(0),
                () -> together(1),
                () -> deposited(0),
                () -> deposited(1)));
        for (int i = 0; i < ends.size(); i += 2) {
            assertThat(ends.get(i)).isEqualTo(ends.get(i + 1));
        }
        assertThat(ends).filteredOn(End.DONE::equals).hasSize(2);
        assertThat(ledgers.stored(before)).hasSize(ends.get(4) == End.DONE ? 1 : ITEMS);
    }

    @RepeatedTest(5)
    void a_batch_that_two_processes_are_sent_is_done_once_and_one_event_has_its_key() throws Exception {
        assertThat(atOnce(List.of(() -> separately(0), () -> separately(1), () -> separately(0))))
                .containsOnly(End.DONE);
        List<StoredEvent> done = ledgers.stored(before);
        assertThat(done).hasSize(ITEMS);
        assertThat(done)
                .filteredOn(event -> event.metadataAsMap().containsKey(MetadataKeys.BATCH_KEY))
                .singleElement()
                .satisfies(first -> assertThat(first.tags()).contains("idempotency=" + key));
    }
}
