package dev.flare.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.participant.support.ServiceDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ParticipationTest {

    private static final Row STARTED = new Row(true, false, false, false);
    private static final Row COMPLETED = new Row(true, true, false, false);
    private static final Row NEVER = new Row(false, false, false, true);

    private static ServiceDatabase database;
    private static Participation participation;

    @BeforeAll
    static void open() throws SQLException {
        database = new ServiceDatabase();
        participation = new Participation("test.work", database.dataSource(), Duration.ofMillis(300));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.execute("TRUNCATE flare_participation, flare_outbox, work");
    }

    @Nested
    class The_row_and_its_report {

        @Test
        void commit_with_the_work() throws SQLException {
            try (Connection connection = database.begin()) {
                assertThat(participation.start(connection, "t-1")).isEqualTo(new Start.Started());
                ServiceDatabase.work(connection, "t-1");
                assertThat(participation.complete(connection, "t-1")).isEqualTo(new Completion.Completed());
                assertThat(participation.row("t-1")).isEmpty();
                connection.commit();
            }
            assertThat(participation.row("t-1")).contains(COMPLETED);
            assertThat(database.queued()).containsExactly("t-1 STARTED", "t-1 COMPLETED");
        }

        @Test
        void are_rolled_back_with_the_work() throws SQLException {
            try (Connection connection = database.begin()) {
                participation.start(connection, "t-1");
                ServiceDatabase.work(connection, "t-1");
                participation.complete(connection, "t-1");
                connection.rollback();
            }
            assertThat(participation.row("t-1")).isEmpty();
            assertThat(database.queued()).isEmpty();
            assertThat(database.effects("t-1")).isZero();
        }

        @Test
        void of_a_later_step_are_rolled_back_alone() throws SQLException {
            start("t-1");
            try (Connection connection = database.begin()) {
                participation.complete(connection, "t-1");
                connection.rollback();
            }
            assertThat(participation.row("t-1")).contains(STARTED);
            assertThat(database.queued()).containsExactly("t-1 STARTED");
        }

        @Test
        void are_not_written_outside_of_a_transaction() throws SQLException {
            try (Connection connection = database.dataSource().getConnection()) {
                assertThatThrownBy(() -> participation.start(connection, "t-1"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("autocommit");
            }
        }

        @Test
        void are_there_once_however_often_the_work_is_asked_for() throws SQLException {
            assertThat(participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1")))
                    .isEqualTo(new Start.Started());
            assertThat(participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1")))
                    .isEqualTo(new Start.AlreadyStarted(COMPLETED));
            assertThat(database.effects("t-1")).isEqualTo(1);
            assertThat(database.queued()).containsExactly("t-1 STARTED", "t-1 COMPLETED");
        }

        @Test
        void are_not_there_when_the_work_throws() throws SQLException {
            assertThatThrownBy(() -> participation.perform("t-1", at -> {
                        ServiceDatabase.work(at, "t-1");
                        throw new IllegalStateException("no paper");
                    }))
                    .hasMessage("no paper");
            assertThat(participation.row("t-1")).isEmpty();
            assertThat(database.queued()).isEmpty();
            assertThat(database.effects("t-1")).isZero();
        }

        @Test
        void belong_to_one_participant_of_the_database() throws SQLException {
            Participation other = new Participation("test.other", database.dataSource());
            start("t-1");
            assertThat(other.row("t-1")).isEmpty();
            assertThat(other.compensate("t-1", ServiceDatabase::undo)).isEqualTo(new Compensation.NothingToUndo());
            assertThat(participation.row("t-1")).contains(STARTED);
        }
    }

    @Nested
    class A_step_out_of_order {

        @Test
        void a_completion_without_a_start_is_refused() throws SQLException {
            try (Connection connection = database.begin()) {
                assertThat(participation.complete(connection, "t-1")).isEqualTo(new Completion.NotStarted());
            }
        }

        @Test
        void a_failure_needs_no_start_and_nothing_starts_after_it() throws SQLException {
            assertThat(participation.fail("t-1", "card\ndeclined")).isEqualTo(new Failure.Failed());
            assertThat(participation.fail("t-1", "again")).isEqualTo(new Failure.AlreadyFailed());
            assertThat(participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1")))
                    .isEqualTo(new Start.Refused(new Row(false, false, true, false)));
            assertThat(database.queued()).containsExactly("t-1 FAILED");
            assertThat(database.texts("SELECT reason FROM flare_outbox")).isEqualTo(List.of("card declined"));
        }

        @Test
        void a_failure_after_the_completion_is_refused() throws SQLException {
            participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1"));
            assertThat(participation.fail("t-1", "too late")).isEqualTo(new Failure.Refused(COMPLETED));
            assertThat(database.queued()).containsExactly("t-1 STARTED", "t-1 COMPLETED");
        }

        @Test
        void what_failed_may_begin_again_when_it_is_said_so() throws SQLException {
            start("t-1");
            participation.fail("t-1", "no paper");
            try (Connection connection = database.begin()) {
                assertThat(participation.startAgain(connection, "t-1")).isEqualTo(new Start.Started());
                assertThat(participation.complete(connection, "t-1")).isEqualTo(new Completion.Completed());
                connection.commit();
            }
            assertThat(participation.row("t-1")).contains(COMPLETED);
            assertThat(database.queued()).containsExactly("t-1 STARTED", "t-1 FAILED", "t-1 STARTED", "t-1 COMPLETED");
        }

        @Test
        void an_id_that_is_none_is_no_id() {
            assertThatThrownBy(() -> participation.fail("../etc", "x")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Compensation_of {

        @Test
        void work_undoes_it_once_however_often_it_is_asked_for() throws SQLException {
            participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1"));
            assertThat(participation.compensate("t-1", ServiceDatabase::undo)).isEqualTo(new Compensation.Undone());
            assertThat(participation.compensate("t-1", ServiceDatabase::undo))
                    .isEqualTo(new Compensation.AlreadyUndone());
            assertThat(database.effects("t-1")).isZero();
            assertThat(database.texts("SELECT amount FROM work")).hasSize(2);
            assertThat(participation.row("t-1")).contains(new Row(true, true, false, true));
            assertThat(database.queued()).containsExactly("t-1 STARTED", "t-1 COMPLETED");
        }

        @Test
        void nothing_is_written_all_the_same_so_that_a_late_start_is_refused() throws SQLException {
            assertThat(participation.compensate("t-1", ServiceDatabase::undo))
                    .isEqualTo(new Compensation.NothingToUndo());
            assertThat(participation.row("t-1")).contains(NEVER);
            assertThat(participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1")))
                    .isEqualTo(new Start.Refused(NEVER));
            assertThat(database.texts("SELECT amount FROM work")).isEmpty();
        }

        @Test
        void a_failure_without_a_start_calls_no_undoing() throws SQLException {
            participation.fail("t-1", "no paper");
            assertThat(participation.compensate("t-1", ServiceDatabase::undo))
                    .isEqualTo(new Compensation.NothingToUndo());
            assertThat(database.texts("SELECT amount FROM work")).isEmpty();
        }

        @Test
        void work_that_cannot_be_undone_changes_nothing() throws SQLException {
            participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1"));
            assertThatThrownBy(() -> participation.compensate("t-1", (at, id, row) -> {
                        ServiceDatabase.undo(at, id, row);
                        throw new IllegalStateException("already shipped");
                    }))
                    .hasMessage("already shipped");
            assertThat(participation.row("t-1")).contains(COMPLETED);
            assertThat(database.effects("t-1")).isEqualTo(1);
        }

        @Test
        void work_under_way_is_refused_after_a_while_and_nothing_is_done() throws SQLException {
            try (Connection connection = database.begin()) {
                participation.start(connection, "t-1");
                assertThat(participation.compensate("t-1", ServiceDatabase::undo))
                        .isEqualTo(new Compensation.UnderWay());
                participation.complete(connection, "t-1");
                connection.commit();
            }
            assertThat(participation.row("t-1")).contains(COMPLETED);
        }

        @Test
        void work_under_way_waits_for_its_end() throws Exception {
            Participation patient = new Participation("test.work", database.dataSource(), Duration.ofSeconds(20));
            try (Connection connection = database.begin()) {
                participation.start(connection, "t-1");
                ServiceDatabase.work(connection, "t-1");
                CompletableFuture<Compensation> asked = CompletableFuture.supplyAsync(() -> compensate(patient));
                TimeUnit.MILLISECONDS.sleep(100);
                assertThat(asked).isNotDone();
                connection.commit();
                assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(new Compensation.Undone());
            }
            assertThat(database.effects("t-1")).isZero();
        }

        @Test
        void work_that_goes_on_in_later_steps_refuses_the_next_one() throws SQLException {
            start("t-1");
            participation.compensate("t-1", ServiceDatabase::undo);
            try (Connection connection = database.begin()) {
                assertThat(participation.complete(connection, "t-1"))
                        .isEqualTo(new Completion.Refused(new Row(true, false, false, true)));
                assertThat(participation.startAgain(connection, "t-1")).isInstanceOf(Start.Refused.class);
            }
        }

        @Test
        void a_participant_without_an_url_is_reported() throws SQLException {
            participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1"));
            participation.compensateAndReport("t-1", ServiceDatabase::undo);
            participation.compensateAndReport("t-2", ServiceDatabase::undo);
            participation.compensateAndReport("t-2", ServiceDatabase::undo);
            assertThat(database.queued())
                    .containsExactly("t-1 STARTED", "t-1 COMPLETED", "t-1 COMPENSATED", "t-2 COMPENSATED");
        }

        private static Compensation compensate(Participation by) {
            try {
                return by.compensate("t-1", ServiceDatabase::undo);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class Asking_before_the_work {

        @Test
        void gives_a_permission_by_which_nothing_is_reported_twice() throws Exception {
            Permission permission = participation.startAndWait("t-1", report -> new Answer.Taken());
            assertThat(permission).isInstanceOf(Permission.Given.class);
            assertThat(participation.row("t-1")).isEmpty();
            participation.perform((Permission.Given) permission, at -> ServiceDatabase.work(at, "t-1"));
            assertThat(database.queued()).containsExactly("t-1 COMPLETED");
            assertThat(participation.startAndWait("t-1", report -> new Answer.Taken()))
                    .isEqualTo(new Permission.AlreadyStarted(COMPLETED));
        }

        @Test
        void a_halt_denies_it_and_silence_does_not_give_it() throws Exception {
            Answer.Refused halted = new Answer.Refused(409, "TX_HALTED", "");
            assertThat(participation.startAndWait("t-1", report -> halted)).isEqualTo(new Permission.Denied(halted));
            assertThat(participation.startAndWait("t-1", report -> new Answer.NotNow("away", Duration.ZERO)))
                    .isEqualTo(new Permission.NotReached("away"));
            assertThat(participation.row("t-1")).isEmpty();
        }

        @Test
        void a_compensation_between_the_permission_and_the_work_refuses_the_work() throws Exception {
            Permission permission = participation.startAndWait("t-1", report -> new Answer.Taken());
            participation.compensate("t-1", ServiceDatabase::undo);
            assertThat(participation.perform((Permission.Given) permission, at -> ServiceDatabase.work(at, "t-1")))
                    .isEqualTo(new Start.Refused(NEVER));
            assertThat(participation.startAndWait("t-1", report -> new Answer.Taken()))
                    .isEqualTo(new Permission.TooLate(NEVER));
        }
    }

    @Test
    void a_row_is_what_the_supervisor_expects_from_a_status_url() throws SQLException {
        assertThat(participation.status("t-1"))
                .isEqualTo(
                        "{\"hasStarted\":false,\"hasCompleted\":false,\"hasFailed\":false,\"hasCompensated\":false}");
        start("t-1");
        assertThat(participation.status("t-1")).startsWith("{\"hasStarted\":true,\"hasCompleted\":false,");
    }

    @Test
    void a_reason_is_made_fit_for_the_supervisor() {
        assertThat(Reasons.fit("")).isEqualTo("no reason was given");
        assertThat(Reasons.fit("a\tb\u0000c\ud800d")).isEqualTo("a b c d");
        assertThat(Reasons.fit("x".repeat(499) + "\ud83d\ude00")).isEqualTo("x".repeat(499));
    }

    private static void start(String id) throws SQLException {
        try (Connection connection = database.begin()) {
            participation.start(connection, id);
            connection.commit();
        }
    }
}
