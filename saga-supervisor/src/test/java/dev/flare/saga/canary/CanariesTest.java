package dev.flare.saga.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.SettableClock;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.view.PageRequest;
import dev.flare.saga.SagaSchema;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.canary.SupervisorProcess.Channel;
import dev.flare.saga.lists.Lists;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.OperatorDecision;
import dev.flare.saga.transaction.OperatorDecision.Act;
import dev.flare.saga.transaction.RegistrationDecision;
import dev.flare.saga.transaction.ReportDecision;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

/** Canaries end to end, on a real log, with real workers, at given times. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CanariesTest {

    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock(START);
    private final Channel log = new Channel("log");
    private final Channel webhook = new Channel("webhook");
    private final List<SupervisorProcess> processes = new ArrayList<>();
    private final PostgresServer server;
    private final DataSource owner;

    CanariesTest() {
        String prefix = TestPostgres.newDatabase();
        TestPostgres.execute("CREATE DATABASE " + prefix + "_supervisor");
        server = new PostgresServer(
                TestPostgres.owner().urlTemplate().replace("{database}", prefix + "_{database}"),
                TestPostgres.owner().user(),
                TestPostgres.owner().password());
        owner = server.open("supervisor", "owner", 2);
        EventStoreSchema.migrate(owner);
        SagaSchema.migrate(owner);
    }

    @AfterEach
    void stop() throws Exception {
        processes.forEach(SupervisorProcess::close);
        ((AutoCloseable) owner).close();
    }

    private SupervisorProcess start() {
        SupervisorProcess process = new SupervisorProcess(server, clock, log, webhook);
        processes.add(process);
        return process;
    }

    private void kill(SupervisorProcess process) {
        process.close();
        processes.remove(process);
    }

    private void pass(Duration time) {
        clock.move(time);
        processes.forEach(SupervisorProcess::wake);
    }

    private void passTo(Instant moment) {
        pass(Duration.between(clock.instant(), moment));
    }

    /** Lets all processes look, as often as it takes; each time is a millisecond later. */
    private void until(BooleanSupplier reached) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    pass(Duration.ofMillis(1));
                    processes.forEach(process -> process.canaries.look());
                    assertThat(reached.getAsBoolean())
                            .as(() -> "reached, with work left: " + rows("SELECT work::text FROM work") + " and events "
                                    + rows("SELECT type FROM events ORDER BY position"))
                            .isTrue();
                });
    }

    private static String id(Instant interval) {
        return CanaryDecision.id(interval);
    }

    private Status status(String id) {
        return processes.getFirst().transaction(id).status();
    }

    /** One canary that comes through, and the rest of its interval. */
    private void goodInterval() {
        Instant interval = clock.instant();
        processes.forEach(process -> process.canaries.look());
        pass(Duration.ofMillis(1_100));
        until(() -> status(id(interval)) == Status.ABANDONED);
        passTo(interval.plus(MINUTE));
    }

    /** One canary that does not, ended when its time is over, and the rest of its interval. */
    private void badInterval(Predicate<Transaction> hasComeSoFar) {
        Instant interval = clock.instant();
        processes.forEach(process -> process.canaries.look());
        pass(Duration.ofMillis(1_100));
        until(() -> hasComeSoFar.test(processes.getFirst().transaction(id(interval))));
        pass(Duration.ofSeconds(31));
        until(() -> status(id(interval)) == Status.ABANDONED);
        passTo(interval.plus(MINUTE));
    }

    private static Health health(SupervisorProcess process, SettableClock clock) {
        return new CanaryHealth(process.canaries, clock).health();
    }

    private List<String> rows(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> ids(Lists.Found found) {
        return found.items().stream().map(Lists.Item::id).toList();
    }

    private static Lists.Filter of(@Nullable String type) {
        return new Lists.Filter(null, type, null, Long.MAX_VALUE);
    }

    private Alert alarm(int number) {
        List<Alert> alerts =
                processes.getFirst().transaction(CanaryDecision.WATCH).alerts();
        assertThat(alerts).hasSize(number);
        return alerts.getLast();
    }

    @Test
    void a_canary_is_noticed_halted_refused_and_told() {
        SupervisorProcess one = start();
        goodInterval();
        Transaction canary = one.transaction("supervisor-canary-20261125T100000Z");
        Alert alert = canary.lastAlert().orElseThrow();
        assertThat(canary.type()).isEqualTo("canary");
        assertThat(alert.failure()).isEqualTo(FailureKind.NOT_STARTED_IN_TIME);
        assertThat(alert.halts()).isTrue();
        assertThat(alert.status()).isEqualTo(AlertStatus.RESOLVED);
        assertThat(alert.evidence())
                .singleElement()
                .satisfies(late -> assertThat(late.source()).isEqualTo(EvidenceSource.REPORT))
                .satisfies(late -> assertThat(late.state()).isEqualTo(ReportedState.STARTED));
        assertThat(log.told("canary")).extracting(AlertAnswer::alertId).containsExactly(alert.id());
        assertThat(webhook.told("canary")).extracting(AlertAnswer::alertId).containsExactly(alert.id());
        assertThat(rows("SELECT payload FROM events WHERE type = 'supervision.TransactionAbandoned'"))
                .singleElement()
                .asString()
                .contains("the canary is through: noticed, halted, told");
        assertThat(health(one, clock).getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void how_long_it_took_is_measured() {
        SupervisorProcess one = start();
        goodInterval();
        assertThat(one.meters
                        .get("flare.canary.rounds")
                        .tag("end", "through")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(one.meters.get("flare.canary.alert").timer().mean(TimeUnit.MILLISECONDS))
                .isBetween(99.0, 500.0);
        for (String channel : List.of("log", "webhook")) {
            assertThat(one.meters
                            .get("flare.canary.delivery")
                            .tag("channel", channel)
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(one.meters.get("flare.canary.age.seconds").gauge().value()).isBetween(58.0, 60.0);
    }

    @Test
    void two_supervisors_have_one_canary_an_interval() {
        start();
        SupervisorProcess other = start();
        for (int i = 0; i < 3; i++) {
            goodInterval();
        }
        assertThat(rows("SELECT payload FROM events WHERE type = 'supervision.TransactionRegistered'"))
                .hasSize(3);
        assertThat(log.told("canary").stream().map(AlertAnswer::alertId).distinct())
                .hasSize(3);
        double counted = processes.stream()
                .mapToDouble(process -> process.meters
                        .get("flare.canary.rounds")
                        .tag("end", "through")
                        .counter()
                        .count())
                .sum();
        assertThat(counted).isEqualTo(3);
        // Also who has ended none knows of them.
        assertThat(processes).allMatch(process -> process.canaries.state().through() != null);
        assertThat(other.canaries.state().missing()).isEmpty();
    }

    @Test
    void what_a_killed_supervisor_has_left_is_ended_and_the_next_interval_goes_on() {
        SupervisorProcess one = start();
        one.canaries.look();
        kill(one);
        String left = id(clock.instant());
        clock.move(MINUTE);
        SupervisorProcess other = start();
        assertThat(status(left)).isNotEqualTo(Status.ABANDONED);
        until(() -> status(left) == Status.ABANDONED);
        goodInterval();
        assertThat(status(id(START.plus(MINUTE)))).isEqualTo(Status.ABANDONED);
        assertThat(other.canaries.state().missing()).isEmpty();
        // By then the next one may have begun.
        String next = id(START.plus(MINUTE.multipliedBy(2)));
        until(() -> rows("SELECT transaction_id FROM work WHERE transaction_id < '" + next + "'")
                .isEmpty());
        assertThat(other.transaction(CanaryDecision.WATCH).known()).isFalse();
    }

    @Test
    void a_dead_channel_is_named_once_on_the_others() {
        SupervisorProcess one = start();
        goodInterval();
        webhook.dead = true;
        for (int i = 0; i < 2; i++) {
            badInterval(canary -> canary.lastAlert()
                    .filter(alert -> alert.wasDelivered("log", 0))
                    .isPresent());
        }
        assertThat(health(one, clock).getStatus().getCode()).isEqualTo("UP");
        one.canaries.look();
        pass(Duration.ofSeconds(5));
        until(() -> !log.told("canary-watch").isEmpty());
        Alert alarm = alarm(1);
        assertThat(alarm.failure()).isEqualTo(FailureKind.CANARY_MISSING);
        assertThat(alarm.reason()).contains("channel webhook was not told (2)");
        assertThat(log.told("canary-watch")).extracting(AlertAnswer::alertId).containsExactly(alarm.id());
        assertThat(webhook.told("canary-watch")).isEmpty();
        assertThat(health(one, clock).getStatus().getCode()).isEqualTo("DOWN");
        assertThat(health(one, clock).getDetails().get("missing").toString()).contains("channel webhook was not told");

        // Nothing of canaries that have ended waits for the channel; what is real does.
        assertThat(rows("SELECT transaction_id FROM work WHERE queue = 'alert/webhook'"))
                .contains(CanaryDecision.WATCH)
                .doesNotContain(id(START.plus(MINUTE)), id(START.plus(MINUTE.multipliedBy(2))));
        webhook.dead = false;
        passTo(START.plus(MINUTE.multipliedBy(4)));
        goodInterval();
        until(() -> !webhook.told("canary-watch").isEmpty());
        assertThat(health(one, clock).getStatus().getCode()).isEqualTo("UP");
        assertThat(webhook.told("canary"))
                .extracting(AlertAnswer::transactionId)
                .doesNotContain(id(START.plus(MINUTE)), id(START.plus(MINUTE.multipliedBy(2))));
    }

    @Test
    void an_operator_who_resumes_the_watch_is_told_again_after_as_long() {
        SupervisorProcess one = start();
        webhook.dead = true;
        pass(MINUTE.multipliedBy(4));
        until(() -> one.transaction(CanaryDecision.WATCH).status() == Status.HALTED);
        for (Act forGood : List.of(Act.ABANDON, Act.COMPENSATE)) {
            assertThatThrownBy(() -> one.ask(
                            CanaryDecision.WATCH, given -> OperatorDecision.decide(given, forGood, "never again")))
                    .isInstanceOf(RefusedException.class);
        }
        one.ask(CanaryDecision.WATCH, given -> OperatorDecision.decide(given, Act.RESUME, "repaired"));
        for (int i = 0; i < 2; i++) {
            pass(MINUTE);
            one.canaries.look();
            alarm(1);
        }
        pass(MINUTE.multipliedBy(2));
        one.canaries.look();
        alarm(2);
    }

    @Test
    void failures_that_go_unnoticed_are_an_alarm() {
        execute("""
                CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER forget_deadlines BEFORE INSERT ON work FOR EACH ROW
                WHEN (NEW.queue = 'deadline') EXECUTE FUNCTION forget()""");
        start();
        for (int i = 0; i < 3; i++) {
            badInterval(canary -> true);
        }
        pass(Duration.ofSeconds(1));
        until(() -> !log.told("canary-watch").isEmpty()
                && !webhook.told("canary-watch").isEmpty());
        assertThat(alarm(1).reason()).contains("a missed deadline was not noticed (3)");
        assertThat(log.told("canary")).isEmpty();
    }

    @Test
    void who_was_alone_and_away_does_not_alarm_for_what_others_saw() {
        SupervisorProcess away = start();
        goodInterval();
        processes.remove(away);
        start();
        for (int i = 0; i < 4; i++) {
            goodInterval();
        }
        processes.add(away);
        away.canaries.look();
        assertThat(away.transaction(CanaryDecision.WATCH).known()).isFalse();
        assertThat(health(away, clock).getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void canaries_are_in_no_list_and_no_count_unless_they_are_asked_for() {
        SupervisorProcess one = start();
        TransactionRegistered real = new TransactionRegistered(
                "order-1",
                "shipping",
                OnFailure.HOLD,
                List.of(new EnlistedParticipant("a.b", List.of(), Duration.ofHours(1), null, null)));
        one.decide("order-1", "shipping", given -> RegistrationDecision.decide(given, real));
        one.ask("order-1", new ReportDecision("a.b", ReportedState.FAILED, "no")::decide);
        goodInterval();
        PageRequest page = PageRequest.first(10);
        long seen = Long.parseLong(rows("SELECT position FROM head").getFirst());
        assertThat(ids(one.lists.transactions(of(null), page, seen))).containsExactly("order-1");
        assertThat(ids(one.lists.transactions(of("shipping"), page, seen))).containsExactly("order-1");
        assertThat(ids(one.lists.transactions(of("canary"), page, seen))).containsExactly(id(START));
        assertThat(ids(one.lists.transactions(new Lists.Filter("ABANDONED", null, null, Long.MAX_VALUE), page, seen)))
                .isEmpty();
        assertThat(ids(one.lists.transactions(
                        new Lists.Filter(null, null, CanaryDecision.PARTICIPANT, Long.MAX_VALUE), page, seen)))
                .isEmpty();
        assertThat(one.lists.alerts(of(null), page, seen).items())
                .extracting(item -> item.transaction().id())
                .containsExactly("order-1");
        assertThat(one.lists.alerts(of("canary"), page, seen).items()).hasSize(1);
        assertThat(one.meters.get("flare.transactions.registered").counter().count())
                .isEqualTo(1);
        assertThat(one.meters.get("flare.alerts.raised").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void rows_of_canaries_are_forgotten_and_their_events_are_not() {
        SupervisorProcess one = start();
        goodInterval();
        String old = id(START);
        await().until(() -> rows("SELECT status FROM supervised").equals(List.of("ABANDONED")));
        kill(one);
        clock.move(Duration.ofHours(7));
        SupervisorProcess other = start();
        goodInterval();
        assertThat(rows("SELECT transaction_id FROM supervised")).hasSize(1).doesNotContain(old);
        assertThat(rows("SELECT transaction_id FROM raised")).hasSize(1).doesNotContain(old);
        assertThat(rows("SELECT participant FROM supervised_participant")).hasSize(1);
        assertThat(other.transaction(old).status()).isEqualTo(Status.ABANDONED);
        // What comes for it afterwards holds nobody up.
        assertThatThrownBy(() -> other.ask(
                        old, new ReportDecision(CanaryDecision.PARTICIPANT, ReportedState.FAILED, "?")::decide))
                .isInstanceOf(RefusedException.class);
        goodInterval();
        assertThat(other.canaries.state().missing()).isEmpty();
        assertThat(rows("SELECT transaction_id FROM supervised")).hasSize(2).doesNotContain(old);
    }
}
