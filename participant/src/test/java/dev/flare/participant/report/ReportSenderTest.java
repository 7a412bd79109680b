package dev.flare.participant.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.participant.Answer;
import dev.flare.participant.Participation;
import dev.flare.participant.Report;
import dev.flare.participant.Reports;
import dev.flare.participant.support.ServiceDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportSenderTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ReportSender.Limits FAST =
            new ReportSender.Limits(8, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(80));

    private static ServiceDatabase database;
    private static Participation participation;

    private final RecordingReports reports = new RecordingReports();

    @BeforeAll
    static void open() throws SQLException {
        database = new ServiceDatabase();
        participation = new Participation("test.work", database.dataSource());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.execute("TRUNCATE flare_participation, flare_outbox, work");
    }

    private ReportSender sender(Reports by) {
        return new ReportSender(database.dataSource(), by, FAST, Clock.systemUTC()).start();
    }

    private static void perform(String id) throws SQLException {
        participation.perform(id, at -> ServiceDatabase.work(at, id));
    }

    private static void awaitEmpty() {
        await().atMost(SOON).until(() -> database.queued().isEmpty());
    }

    @Test
    void sends_what_was_committed_in_order_and_removes_what_was_taken() throws SQLException {
        perform("t-1");
        participation.compensateAndReport("t-1", ServiceDatabase::undo);
        try (ReportSender sender = sender(reports)) {
            awaitEmpty();
            assertThat(sender.state().waiting()).isZero();
            assertThat(sender.state().lastTaken()).isAfter(java.time.Instant.EPOCH);
        }
        assertThat(reports.sent()).containsExactly("t-1 STARTED", "t-1 COMPLETED", "t-1 COMPENSATED");
        assertThat(database.texts("SELECT id::text FROM flare_outbox")).isEmpty();
    }

    @Test
    void keeps_everything_while_nobody_answers_and_sends_it_afterwards() throws SQLException {
        reports.isAway(true);
        for (int i = 0; i < 30; i++) {
            perform("t-" + i);
        }
        try (ReportSender sender = sender(reports)) {
            await().atMost(SOON).until(() -> reports.sent().size() > 40);
            SenderState state = sender.state();
            assertThat(state.waiting()).isEqualTo(60);
            assertThat(state.failure()).contains("away");
            assertThat(state.isLate(Duration.ofMillis(1))).isTrue();
            assertThat(reports.sent()).noneMatch(one -> one.endsWith("COMPLETED"));
            reports.isAway(false);
            awaitEmpty();
            await().atMost(SOON).until(() -> sender.state().failure().isEmpty());
        }
        assertThat(reports.taken()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void the_pauses_grow_while_nobody_answers() {
        ReportSender.Limits usual = ReportSender.Limits.USUAL;
        assertThat(usual.pause(0)).isEqualTo(Duration.ofMillis(200));
        assertThat(usual.pause(3)).isEqualTo(Duration.ofMillis(1_600));
        assertThat(usual.pause(1_000_000)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void what_is_refused_for_good_is_kept_with_its_answer_and_sent_once() throws Exception {
        reports.answers("t-1 STARTED", new Answer.Refused(409, "TX_HALTED", "do not go on"));
        perform("t-1");
        perform("t-2");
        try (ReportSender sender = sender(reports)) {
            awaitEmpty();
            assertThat(sender.state().refused()).isEqualTo(1);
        }
        assertThat(reports.sent()).containsOnlyOnce("t-1 STARTED").contains("t-2 STARTED", "t-2 COMPLETED");
        RefusedReport refused = new Outbox(database.dataSource()).refused(10).getFirst();
        assertThat(refused.report().transactionId()).isEqualTo("t-1");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("TX_HALTED");
        assertThat(refused.answer()).isEqualTo("do not go on");
        assertThat(reports.sent()).as("after a halt it is evidence").contains("t-1 COMPLETED");
    }

    @Test
    void what_follows_a_report_that_nobody_knew_is_held_back_until_it_is_sent_again() throws Exception {
        reports.answers("t-1 STARTED", new Answer.Refused(404, "NOT_FOUND", "there is no such transaction"));
        perform("t-1");
        Outbox outbox = new Outbox(database.dataSource());
        try (ReportSender sender = sender(reports)) {
            awaitEmpty();
            assertThat(reports.sent()).containsExactly("t-1 STARTED");
            assertThat(outbox.refused(10)).extracting(RefusedReport::code).containsExactly("NOT_FOUND", "NOT_SENT");
            participation.compensateAndReport("t-1", ServiceDatabase::undo);
            awaitEmpty();
            assertThat(sender.state().refused()).isEqualTo(3);

            reports.answersAsUsual("t-1 STARTED");
            assertThat(outbox.sendAgain("t-1")).isEqualTo(3);
            awaitEmpty();
        }
        assertThat(reports.taken()).containsExactly("t-1 STARTED", "t-1 COMPLETED", "t-1 COMPENSATED");
    }

    @Test
    void what_was_refused_long_ago_can_be_forgotten() throws Exception {
        reports.answers("t-1 STARTED", new Answer.Refused(409, "TX_HALTED", ""));
        perform("t-1");
        try (ReportSender sender = sender(reports)) {
            awaitEmpty();
        }
        Outbox outbox = new Outbox(database.dataSource());
        assertThat(outbox.forget(Duration.ofDays(1))).isZero();
        assertThat(outbox.forget(Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void one_that_cannot_be_sent_holds_up_its_own_transaction_only() throws SQLException {
        perform("bad-1");
        for (int i = 0; i < 20; i++) {
            perform("t-" + i);
        }
        Reports choosy = report -> {
            if (report.transactionId().equals("bad-1")) {
                throw new IllegalStateException("poison");
            }
            return reports.send(report);
        };
        try (ReportSender sender = sender(choosy)) {
            await().atMost(SOON).until(() -> database.queued().size() == 2);
            assertThat(database.queued()).containsExactly("bad-1 STARTED", "bad-1 COMPLETED");
            await().atMost(SOON).until(() -> sender.state().failure().orElse("").contains("poison"));
        }
        assertThat(reports.taken()).hasSize(40);
    }

    @Test
    void two_senders_send_each_report_once_and_in_order() throws Exception {
        int transactions = 120;
        for (int i = 0; i < transactions; i++) {
            perform("t-" + i);
            participation.compensateAndReport("t-" + i, ServiceDatabase::undo);
        }
        Order order = new Order();
        try (ReportSender one = sender(order);
                ReportSender other = sender(order)) {
            awaitEmpty();
        }
        assertThat(order.wrong).isEmpty();
        assertThat(order.count.get()).isEqualTo(3 * transactions);
        assertThat(order.next.values()).hasSize(transactions).containsOnly(3);
    }

    /** Slow enough for the senders to meet. */
    private static final class Order implements Reports {

        private static final List<String> RIGHT = List.of("STARTED", "COMPLETED", "COMPENSATED");

        private final Map<String, Integer> next = new ConcurrentHashMap<>();
        private final List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Answer send(Report report) throws InterruptedException {
            int place = RIGHT.indexOf(report.state().name());
            if (next.getOrDefault(report.transactionId(), 0) != place) {
                wrong.add(report.toString());
            }
            Thread.sleep(2);
            next.put(report.transactionId(), place + 1);
            count.incrementAndGet();
            return new Answer.Taken();
        }
    }

    @Test
    void what_a_dead_one_had_in_hand_another_sends_at_once() throws Exception {
        perform("t-1");
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch forEver = new CountDownLatch(1);
        ReportSender dead = sender(report -> {
            inHand.countDown();
            forEver.await();
            return new Answer.Taken();
        });
        inHand.await();
        try (ReportSender other = sender(reports)) {
            Thread.sleep(100);
            assertThat(reports.sent()).as("it is in the hands of the first").isEmpty();
            database.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND state = 'idle in transaction'""");
            awaitEmpty();
        }
        assertThat(reports.taken()).containsExactly("t-1 STARTED", "t-1 COMPLETED");
        forEver.countDown();
        dead.close();
    }

    @Test
    void the_end_of_work_that_is_not_committed_is_not_sent() throws Exception {
        try (ReportSender sender = sender(reports);
                var connection = database.begin()) {
            participation.start(connection, "t-1");
            sender.wake();
            Thread.sleep(100);
            assertThat(reports.sent()).isEmpty();
            connection.commit();
            await().atMost(SOON).until(() -> reports.taken().size() == 1);
        }
    }

    @Test
    void a_database_that_is_away_is_a_failure_that_passes() throws Exception {
        try (ReportSender sender = sender(reports)) {
            database.execute("ALTER TABLE flare_outbox RENAME TO gone");
            await().atMost(SOON).until(() -> isFailing(sender));
            database.execute("ALTER TABLE gone RENAME TO flare_outbox");
            perform("t-1");
            awaitEmpty();
            await().atMost(SOON).until(() -> sender.state().failure().isEmpty());
        }
    }

    private static boolean isFailing(ReportSender sender) throws SQLException {
        database.execute("ALTER TABLE gone RENAME TO flare_outbox");
        try {
            return sender.state().failure().orElse("").contains("the outbox");
        } finally {
            database.execute("ALTER TABLE flare_outbox RENAME TO gone");
        }
    }
}
