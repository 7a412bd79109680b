package dev.flare.command.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.command.execution.Ledger;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.command.support.SupervisorLog;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionNames;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whatever the supervisor asks for happens once, whoever is killed when, and what cannot happen stops nobody. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FollowStepsTest {

    private static final Region AU = new Region("au");
    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("au-bob");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final String ALERT = "alert-1";

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final SupervisorLog supervisor = new SupervisorLog(time);
    private final RealLedgers ledgers = new RealLedgers(AU, time);
    private final Ledger ledger = ledgers.open();
    private final FollowSteps steps = following(ledger);

    @BeforeEach
    void given_an_account() {
        ledger.execute(new OpenAccount(BOB, GBP, null, 0, Map.of()), RealLedgers.request(null));
    }

    @AfterEach
    void close() throws Exception {
        ledgers.close();
        supervisor.close();
    }

    private FollowSteps following(Ledger on) {
        return new FollowSteps(AU, supervisor.reader(), ledgers.database(), on::take, time);
    }

    private static TransferSent sent(AccountId to, long amount) {
        return new TransferSent(
                RealLedgers.newId(),
                to,
                GBP,
                Posting.move(ADA, ADA.region().clearing(), amount),
                null,
                "rent",
                null,
                Map.of());
    }

    private TransferSent asked(long amount) {
        TransferSent sent = sent(BOB, amount);
        supervisor.credit(sent);
        return sent;
    }

    /** Without the opening. */
    private List<LedgerEvent> happened() {
        return ledgers.events(1);
    }

    private long received() {
        return happened().stream().filter(TransferReceived.class::isInstance).count();
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = ledgers.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void a_step_is_taken_and_the_position_moves_to_the_end_of_the_log() throws Exception {
        TransferSent sent = asked(70);
        supervisor.ask(sent.transferId(), ADA.region(), Step.SETTLE, null);
        Follower.Progress progress = steps.take();
        assertThat(progress.position()).isEqualTo(2);
        assertThat(progress.more()).isFalse();
        assertThat(happened())
                .containsExactly(new TransferReceived(
                        sent.transferId(), ADA, GBP, Posting.move(AU.clearing(), BOB, 70), null, "rent", Map.of()));
        assertThat(rows("SELECT position FROM step_position")).containsExactly("1");
        assertThat(
                        rows(
                                "SELECT participant || ' ' || has_started || ' ' || has_completed || ' ' || halted FROM participation"))
                .containsExactly("au.participation true true false");
    }

    @Test
    void what_it_records_is_later_than_what_asked_for_it_and_tells_of_it() throws Exception {
        time.passes(Duration.ofSeconds(3));
        asked(70);
        StoredEvent cause = supervisor.reader().after(0, 1).getFirst();
        time.passes(Duration.ofSeconds(-3));
        steps.take();
        StoredEvent effect = ledgers.stored(1).getFirst();
        assertThat(effect.recordedAt()).isAfter(cause.recordedAt());
        assertThat(effect.metadataAsMap())
                .containsEntry(MetadataKeys.CAUSATION_ID, cause.id().toString())
                .containsEntry(
                        MetadataKeys.CORRELATION_ID, cause.metadataAsMap().get(MetadataKeys.CORRELATION_ID));
    }

    @Test
    void double_delivery_whatever_is_asked_for_again_happens_once() throws Exception {
        TransferSent sent = asked(70);
        supervisor.credit(sent);
        steps.take();
        supervisor.credit(sent);
        steps.take();
        assertThat(received()).isEqualTo(1);
        assertThat(happened()).hasSize(1);
    }

    @Test
    void a_halt_of_the_same_round_goes_before_the_credit_unless_it_is_lifted() throws Exception {
        TransferSent stopped = asked(70);
        TransferSent resumed = asked(30);
        supervisor.ask(stopped.transferId(), AU, Step.HALT, ALERT);
        supervisor.ask(resumed.transferId(), AU, Step.HALT, ALERT);
        supervisor.ask(resumed.transferId(), AU, Step.RESUME, ALERT);
        steps.take();
        assertThat(happened())
                .contains(new TransferHalted(stopped.transferId(), ALERT))
                .contains(new TransferResumed(resumed.transferId(), ALERT));
        assertThat(happened().stream().filter(TransferReceived.class::isInstance))
                .singleElement()
                .satisfies(event ->
                        assertThat(((TransferReceived) event).transferId()).isEqualTo(resumed.transferId()));
    }

    @Test
    void hanging_a_credit_after_its_halt_does_not_happen_and_one_after_the_end_of_the_halt_does() throws Exception {
        TransferSent sent = sent(BOB, 70);
        supervisor.ask(sent.transferId(), AU, Step.HALT, ALERT);
        steps.take();
        supervisor.credit(sent);
        steps.take();
        assertThat(received()).isZero();
        supervisor.ask(sent.transferId(), AU, Step.RESUME, ALERT);
        steps.take();
        supervisor.credit(sent);
        steps.take();
        assertThat(received()).isEqualTo(1);
    }

    @Test
    void null_compensation_what_never_came_is_halted_and_not_returned() throws Exception {
        String id = RealLedgers.newId();
        supervisor.ask(id, AU, Step.RETURN, null);
        supervisor.ask(id, AU, Step.HALT, ALERT);
        steps.take();
        assertThat(happened()).containsExactly(new TransferHalted(id, ALERT));
    }

    @Test
    void what_the_payees_account_says_no_to_is_recorded_and_final() throws Exception {
        TransferSent sent = sent(new AccountId("au-nobody"), 70);
        supervisor.credit(sent);
        steps.take();
        ledger.execute(new OpenAccount(sent.to(), GBP, null, 0, Map.of()), RealLedgers.request(null));
        supervisor.credit(sent);
        steps.take();
        assertThat(happened().stream().filter(event -> !(event instanceof AccountOpened)))
                .containsExactly(
                        new TransferRefused(sent.transferId(), RefusalCode.NOT_FOUND, "there is no account au-nobody"));
    }

    @Test
    void many_steps_are_taken_in_rounds_and_two_instances_take_turns() throws Exception {
        int transfers = 600;
        List<StepRequested> asked = IntStream.range(0, transfers)
                .mapToObj(i -> sent(BOB, 1))
                .map(sent -> new StepRequested(sent.transferId(), AU, Step.CREDIT, null, sent.terms(), null))
                .toList();
        supervisor.ask(asked);
        FollowSteps other = following(ledgers.open());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> end :
                    threads.invokeAll(List.<Callable<Long>>of(() -> toTheEnd(steps), () -> toTheEnd(other)))) {
                assertThat(end.get()).isEqualTo(transfers);
            }
        }
        assertThat(received()).isEqualTo(transfers);
        assertThat(happened()).hasSize(transfers);
        assertThat(rows("SELECT count(*) FROM participation WHERE has_completed"))
                .containsExactly("" + transfers);
    }

    private static long toTheEnd(FollowSteps steps) throws Exception {
        Follower.Progress progress = steps.take();
        while (progress.more()) {
            progress = steps.take();
        }
        return progress.position();
    }

    @Test
    void killed_between_the_append_and_the_position_it_is_taken_again_and_happens_once() throws Exception {
        asked(70);
        FollowSteps killed = new FollowSteps(
                AU,
                supervisor.reader(),
                ledgers.database(),
                (step, cause) -> {
                    ledger.take(step, cause);
                    throw new RefusedException(RefusalCode.UNAVAILABLE, "killed");
                },
                time);
        assertThatThrownBy(killed::take).isInstanceOf(RefusedException.class);
        assertThat(received()).isEqualTo(1);
        assertThat(rows("SELECT position FROM step_position")).containsExactly("0");
        steps.take();
        assertThat(received()).isEqualTo(1);
        assertThat(rows("SELECT position FROM step_position")).containsExactly("1");
    }

    @Test
    void what_was_taken_before_one_that_waits_is_not_taken_again() throws Exception {
        asked(70);
        TransferSent second = asked(30);
        AtomicInteger tries = new AtomicInteger();
        FollowSteps slow = new FollowSteps(
                AU,
                supervisor.reader(),
                ledgers.database(),
                (step, cause) -> {
                    tries.incrementAndGet();
                    if (step.transactionId().equals(second.transferId()) && tries.get() < 3) {
                        throw new RefusedException(RefusalCode.OVERLOADED, "later");
                    }
                    ledger.take(step, cause);
                },
                time);
        assertThatThrownBy(slow::take).isInstanceOf(RefusedException.class);
        assertThat(rows("SELECT position FROM step_position")).containsExactly("1");
        assertThat(slow.take().position()).isEqualTo(2);
        assertThat(tries).hasValue(3);
        assertThat(received()).isEqualTo(2);
    }

    @Test
    void a_poisoned_step_is_parked_and_the_others_go_on() throws Exception {
        String id = RealLedgers.newId();
        supervisor.ask(new StepRequested(id, AU, Step.CREDIT, null, null, null));
        supervisor.ask(new StepRequested(
                id, AU, Step.CREDIT, null, new TransferTerms(BOB, ADA, 1, GBP, null, null, null, Map.of()), null));
        supervisor.write(id, AU, SupervisionNames.of(StepRequested.class), "{\"no\": \"step\"");
        asked(70);
        Follower.Progress progress = steps.take();
        assertThat(progress.position()).isEqualTo(4);
        assertThat(received()).isEqualTo(1);
        assertThat(rows("SELECT position || ' ' || step || ' ' || attempts || ' ' || (transaction_id = '" + id
                        + "') FROM parked_step ORDER BY position"))
                .containsExactly("1 CREDIT 1 true", "2 CREDIT 1 true", "3 UNREADABLE 1 true");
        steps.take();
        assertThat(steps.parked().count()).isEqualTo(3);
        assertThat(steps.parked().first().getFirst().reason()).contains("it has no terms");
    }

    @Test
    void a_parked_step_is_tried_again_after_growing_pauses_until_it_is_taken() throws Exception {
        asked(70);
        AtomicInteger tries = new AtomicInteger();
        FollowSteps failing = new FollowSteps(
                AU,
                supervisor.reader(),
                ledgers.database(),
                (step, cause) -> {
                    if (tries.incrementAndGet() < 4) {
                        throw new IllegalStateException("nobody foresaw it");
                    }
                    ledger.take(step, cause);
                },
                time);
        for (int second = 0; second < 20; second++) {
            failing.take();
            time.passes(Duration.ofSeconds(1));
        }
        assertThat(tries).as("at once, after 1 s, 2 s more, 4 s more").hasValue(4);
        assertThat(received()).isEqualTo(1);
        assertThat(rows("SELECT position FROM parked_step")).isEmpty();
        assertThat(failing.parked().count()).isZero();
    }

    @Test
    void while_the_supervisors_database_is_away_it_waits_and_goes_on_by_itself() throws Exception {
        asked(70);
        AtomicBoolean away = new AtomicBoolean(true);
        DataSource network = unsteady(supervisor.database(), away);
        Arrivals arrivals = new Arrivals(network, "steps");
        FollowSteps unsteady = new FollowSteps(AU, new EventReader(network), ledgers.database(), ledger::take, time);
        try (arrivals;
                Follower follower = new Follower("steps-au", unsteady, arrivals, time)) {
            follower.start();
            await(() -> follower.state().failures() >= 2);
            assertThat(follower.state().failure()).contains("does not answer");
            ledger.execute(
                    new DepositMoney(new TransactionId(AU, UUID.randomUUID()).toString(), BOB, 5, null, null, Map.of()),
                    RealLedgers.request(null));
            away.set(false);
            await(() -> follower.state().failures() == 0 && follower.state().position() == 1);
        }
        assertThat(received()).isEqualTo(1);
    }

    private static DataSource unsteady(DataSource database, AtomicBoolean away) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (method.getName().equals("getConnection") && away.get()) {
                        throw new SQLException("away", "08001");
                    }
                    return method.invoke(database, arguments);
                });
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
