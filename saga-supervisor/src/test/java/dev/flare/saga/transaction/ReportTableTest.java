package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.FailureKind.COMPLETED_WITHOUT_START;
import static dev.flare.messages.supervision.FailureKind.REPORTED_FAILURE;
import static dev.flare.messages.supervision.FailureKind.STARTED_TOO_EARLY;
import static dev.flare.messages.supervision.ReportedState.COMPENSATED;
import static dev.flare.messages.supervision.ReportedState.COMPLETED;
import static dev.flare.messages.supervision.ReportedState.FAILED;
import static dev.flare.messages.supervision.ReportedState.STARTED;
import static dev.flare.saga.transaction.Facts.abandoned;
import static dev.flare.saga.transaction.Facts.alert;
import static dev.flare.saga.transaction.Facts.allCompleted;
import static dev.flare.saga.transaction.Facts.allUndone;
import static dev.flare.saga.transaction.Facts.compensated;
import static dev.flare.saga.transaction.Facts.completed;
import static dev.flare.saga.transaction.Facts.failed;
import static dev.flare.saga.transaction.Facts.halt;
import static dev.flare.saga.transaction.Facts.kept;
import static dev.flare.saga.transaction.Facts.notUndone;
import static dev.flare.saga.transaction.Facts.one;
import static dev.flare.saga.transaction.Facts.resumed;
import static dev.flare.saga.transaction.Facts.started;
import static dev.flare.saga.transaction.Facts.undoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every cell of the table of {@link ReportDecision}. b comes after a, c is free. */
class ReportTableTest {

    private static final String[] AT_THE_HALT = {"a 1100", "b 1000", "c 0010"};

    private static Story running() {
        return Story.registered(OnFailure.HOLD, one("a"), one("b", "a"), one("c"));
    }

    private static Story allDone() {
        return running()
                .given(started("a"), completed("a"), started("b"), completed("b"))
                .given(started("c"), completed("c"), allCompleted())
                .thenStatus(Status.COMPLETED);
    }

    private static Story halted() {
        return running()
                .given(started("a"), completed("a"), started("b"), failed("c", "no stock"))
                .given(alert(1, REPORTED_FAILURE, "c", "no stock", true, AT_THE_HALT), halt())
                .thenStatus(Status.HALTED);
    }

    private static Story compensating() {
        return halted().given(undoing("go back")).thenStatus(Status.COMPENSATING);
    }

    private static Story undone() {
        return compensating()
                .given(compensated("b"), compensated("a"), allUndone())
                .thenStatus(Status.COMPENSATED);
    }

    private static Story givenUp() {
        return halted().given(abandoned()).thenStatus(Status.ABANDONED);
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class While_it_runs {

        @Test
        void a_start_is_taken() {
            running().whenReported("c", STARTED).then(started("c")).thenMatrix("a 0000", "b 0000", "c 1000");
        }

        @Test
        void a_start_is_taken_once_all_that_come_before_have_completed() {
            running()
                    .given(started("a"), completed("a"))
                    .whenReported("b", STARTED)
                    .then(started("b"))
                    .thenStatus(Status.RUNNING);
        }

        @Test
        void a_start_that_comes_too_early_is_the_first_failure() {
            running()
                    .given(started("a"))
                    .whenReported("b", STARTED)
                    .thenRefused(
                            RefusalCode.TX_HALTED,
                            alert(STARTED_TOO_EARLY, "b", "a 1000", "b 0000", "c 0000"),
                            halt(),
                            kept("b", STARTED))
                    .thenStatus(Status.HALTED)
                    .thenMatrix("a 1000", "b 0000", "c 0000");
        }

        @Test
        void a_completion_is_taken() {
            running()
                    .given(started("c"))
                    .whenReported("c", COMPLETED)
                    .then(completed("c"))
                    .thenStatus(Status.RUNNING);
        }

        @Test
        void the_last_completion_completes_the_transaction_in_the_same_append() {
            running()
                    .given(started("c"), completed("c"), started("a"), completed("a"), started("b"))
                    .whenReported("b", COMPLETED)
                    .then(completed("b"), allCompleted())
                    .thenStatus(Status.COMPLETED)
                    .thenMatrix("a 1100", "b 1100", "c 1100");
        }

        @Test
        void a_completion_of_who_never_started_is_the_first_failure() {
            running()
                    .whenReported("c", COMPLETED)
                    .thenRefused(
                            RefusalCode.NOT_STARTED,
                            alert(COMPLETED_WITHOUT_START, "c", "a 0000", "b 0000", "c 0000"),
                            halt(),
                            kept("c", COMPLETED))
                    .thenStatus(Status.HALTED);
        }

        @Test
        void a_failure_is_taken_and_is_the_first_failure_in_the_words_of_the_participant() {
            running()
                    .given(started("c"))
                    .whenReported("c", FAILED, "no stock")
                    .then(
                            failed("c", "no stock"),
                            alert(1, REPORTED_FAILURE, "c", "no stock", true, "a 0000", "b 0000", "c 1010"),
                            halt())
                    .thenStatus(Status.HALTED);
        }

        @Test
        void a_failure_of_who_never_started_is_taken_too() {
            running()
                    .whenReported("b", FAILED)
                    .then(failed("b", null), alert(REPORTED_FAILURE, "b", "a 0000", "b 0010", "c 0000"), halt());
        }

        @Test
        void a_failure_after_completion_contradicts() {
            running()
                    .given(started("a"), completed("a"))
                    .whenReported("a", FAILED, "after all")
                    .thenRefused(
                            RefusalCode.CONTRADICTION,
                            alert(FailureKind.CONTRADICTION, "a", "a 1100", "b 0000", "c 0000"),
                            halt(),
                            kept("a", FAILED, "after all"))
                    .thenStatus(Status.HALTED)
                    .thenMatrix("a 1100", "b 0000", "c 0000");
        }

        @Test
        void a_compensation_that_nobody_asked_for_contradicts_however_far_the_participant_is() {
            for (Story story :
                    List.of(running(), running().given(started("c")), running().given(started("c"), completed("c")))) {
                Story after = story.whenReported("c", COMPENSATED)
                        .thenRefused(
                                RefusalCode.CONTRADICTION,
                                new AlertRaised(
                                        "alert-1",
                                        Facts.TX,
                                        Facts.TYPE,
                                        "c",
                                        FailureKind.CONTRADICTION,
                                        Facts.OUR_WORDS,
                                        story.transaction().matrix(),
                                        true),
                                halt(),
                                kept("c", COMPENSATED))
                        .thenStatus(Status.HALTED);
                assertThat(after.participant("c").compensated()).isNull();
            }
        }

        @Test
        void an_exact_repeat_has_the_answer_of_the_first_time() {
            Story story = running().given(started("a"), completed("a"), started("c"));
            story.whenReported("a", STARTED)
                    .thenRepeated(story.participant("a").started())
                    .whenReported("a", COMPLETED)
                    .thenRepeated(story.participant("a").completed())
                    .whenReported("c", STARTED)
                    .thenRepeated(story.participant("c").started());
            assertThat(Objects.requireNonNull(story.participant("a").started()).position())
                    .isEqualTo(2);
            assertThat(Objects.requireNonNull(story.participant("c").started()).position())
                    .isEqualTo(4);
        }

        @Test
        void nobody_else_is_known() {
            running().whenReported("d", STARTED).thenRefused(RefusalCode.NOT_FOUND);
            Story.nothing().whenReported("a", STARTED).thenRefused(RefusalCode.NOT_FOUND);
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class Once_it_has_completed {

        @Test
        void every_start_and_every_completion_is_an_exact_repeat() {
            Story story = allDone();
            for (String name : List.of("a", "b", "c")) {
                story.whenReported(name, STARTED)
                        .thenRepeated(story.participant(name).started());
                story.whenReported(name, COMPLETED)
                        .thenRepeated(story.participant(name).completed());
            }
        }

        @Test
        void a_failure_contradicts_raises_an_alert_that_halts_nothing_and_leaves_the_status() {
            allDone()
                    .whenReported("b", FAILED, "lost it")
                    .thenRefused(
                            RefusalCode.CONTRADICTION,
                            alert(
                                    1,
                                    FailureKind.CONTRADICTION,
                                    "b",
                                    Facts.OUR_WORDS,
                                    false,
                                    "a 1100",
                                    "b 1100",
                                    "c 1100"),
                            kept("b", FAILED, "lost it"))
                    .thenStatus(Status.COMPLETED)
                    .thenMatrix("a 1100", "b 1100", "c 1100");
        }

        @Test
        void a_compensation_contradicts_as_well() {
            allDone()
                    .whenReported("a", COMPENSATED)
                    .thenRefused(
                            RefusalCode.CONTRADICTION,
                            alert(
                                    1,
                                    FailureKind.CONTRADICTION,
                                    "a",
                                    Facts.OUR_WORDS,
                                    false,
                                    "a 1100",
                                    "b 1100",
                                    "c 1100"),
                            kept("a", COMPENSATED))
                    .thenStatus(Status.COMPLETED);
        }

        @Test
        void a_second_contradiction_is_evidence_alone_and_the_same_one_again_is_not_even_that() {
            Story once =
                    allDone().given(alert(1, FailureKind.CONTRADICTION, "b", "x", false), kept("b", FAILED, "lost it"));
            once.whenReported("b", FAILED, "lost it").thenRefused(RefusalCode.CONTRADICTION);
            once.whenReported("b", FAILED, "lost it twice")
                    .thenRefused(RefusalCode.CONTRADICTION, kept("b", FAILED, "lost it twice"));
            once.whenReported("c", COMPENSATED)
                    .thenRefused(RefusalCode.CONTRADICTION, kept("c", COMPENSATED))
                    .thenStatus(Status.COMPLETED);
        }

        @Test
        void compensation_is_never_begun_not_even_where_that_is_the_policy() {
            Story.registered(OnFailure.COMPENSATE, one("a"))
                    .given(started("a"), completed("a"), allCompleted())
                    .whenReported("a", FAILED)
                    .thenRefused(
                            RefusalCode.CONTRADICTION,
                            alert(1, FailureKind.CONTRADICTION, "a", Facts.OUR_WORDS, false, "a 1100"),
                            kept("a", FAILED))
                    .thenStatus(Status.COMPLETED);
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class While_it_is_compensated {

        @Test
        void a_start_is_too_late_and_must_be_compensated_too() {
            Story after =
                    compensating().whenReported("c", STARTED).thenRefused(RefusalCode.TX_HALTED, kept("c", STARTED));
            assertThat(after.participant("c").needsCompensation()).isTrue();
            assertThat(after.thenStatus(Status.COMPENSATING).next()).isEqualTo("c");
        }

        @Test
        void a_completion_is_too_late() {
            compensating()
                    .whenReported("b", COMPLETED)
                    .thenRefused(RefusalCode.TX_HALTED, kept("b", COMPLETED))
                    .thenStatus(Status.COMPENSATING)
                    .thenMatrix(AT_THE_HALT);
        }

        @Test
        void a_failure_is_too_late() {
            compensating()
                    .whenReported("b", FAILED, "me too")
                    .thenRefused(RefusalCode.TX_HALTED, kept("b", FAILED, "me too"))
                    .thenMatrix(AT_THE_HALT);
        }

        @Test
        void a_failure_after_completion_is_too_late_rather_than_a_contradiction() {
            compensating()
                    .whenReported("a", FAILED)
                    .thenRefused(RefusalCode.TX_HALTED, kept("a", FAILED))
                    .thenMatrix(AT_THE_HALT);
        }

        @Test
        void a_compensation_is_taken() {
            compensating()
                    .whenReported("b", COMPENSATED)
                    .then(compensated("b"))
                    .thenStatus(Status.COMPENSATING)
                    .thenMatrix("a 1100", "b 1001", "c 0010");
        }

        @Test
        void exact_repeats_have_the_answer_of_the_first_time() {
            Story story = compensating().given(compensated("b"));
            story.whenReported("b", COMPENSATED)
                    .thenRepeated(story.participant("b").compensated());
            story.whenReported("a", COMPLETED)
                    .thenRepeated(story.participant("a").completed());
            story.whenReported("c", FAILED, "no stock")
                    .thenRepeated(story.participant("c").failed());
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class After_the_halt_or_the_end {

        private final List<Story> over = List.of(halted(), undone(), givenUp());

        @Test
        void what_is_new_is_too_late_and_kept() {
            for (Story story : over) {
                Status before = story.transaction().status();
                story.whenReported("b", COMPLETED)
                        .thenRefused(RefusalCode.TX_HALTED, kept("b", COMPLETED))
                        .thenStatus(before);
                story.whenReported("b", FAILED, "me too")
                        .thenRefused(RefusalCode.TX_HALTED, kept("b", FAILED, "me too"))
                        .thenStatus(before);
                story.whenReported("a", FAILED)
                        .thenRefused(RefusalCode.TX_HALTED, kept("a", FAILED))
                        .thenStatus(before);
                story.whenReported("c", COMPENSATED)
                        .thenRefused(RefusalCode.TX_HALTED, kept("c", COMPENSATED))
                        .thenStatus(before);
                story.whenReported("c", FAILED, "in other words")
                        .thenRefused(RefusalCode.TX_HALTED, kept("c", FAILED, "in other words"))
                        .thenStatus(before);
            }
        }

        @Test
        void what_was_refused_is_refused_again_and_kept_once() {
            for (Story story : over) {
                story.whenReported("b", COMPLETED)
                        .thenRefused(RefusalCode.TX_HALTED, kept("b", COMPLETED))
                        .whenReported("b", COMPLETED)
                        .thenRefused(RefusalCode.TX_HALTED);
            }
        }

        @Test
        void a_start_is_too_late_in_a_transaction_that_is_halted_or_abandoned() {
            for (Story story : List.of(halted(), givenUp())) {
                Story after = story.whenReported("c", STARTED).thenRefused(RefusalCode.TX_HALTED, kept("c", STARTED));
                assertThat(after.participant("c").touched()).isTrue();
                assertThat(after.alert().evidence()).hasSize(1);
            }
        }

        @Test
        void work_that_shows_up_after_everything_was_undone_makes_the_alert_urgent_again_once() {
            Story after = undone().whenReported("c", STARTED)
                    .thenRefused(RefusalCode.TX_HALTED, kept("c", STARTED), notUndone("c", Facts.OUR_WORDS))
                    .thenStatus(Status.COMPENSATED);
            assertThat(after.alert().status()).isEqualTo(AlertStatus.OPEN);
            assertThat(after.alert().escalations()).isEqualTo(1);
            after.whenReported("c", COMPLETED).thenRefused(RefusalCode.TX_HALTED, kept("c", COMPLETED));
        }

        @Test
        void exact_repeats_have_the_answer_of_the_first_time() {
            for (Story story : over) {
                story.whenReported("a", STARTED)
                        .thenRepeated(story.participant("a").started());
                story.whenReported("a", COMPLETED)
                        .thenRepeated(story.participant("a").completed());
                story.whenReported("b", STARTED)
                        .thenRepeated(story.participant("b").started());
                story.whenReported("c", FAILED, "no stock")
                        .thenRepeated(story.participant("c").failed());
            }
            Story story = undone();
            story.whenReported("a", COMPENSATED)
                    .thenRepeated(story.participant("a").compensated());
        }

        @Test
        void after_a_resume_reports_are_taken_again() {
            halted().given(resumed())
                    .whenReported("b", COMPLETED)
                    .then(completed("b"))
                    .whenReported("c", STARTED)
                    .then(started("c"))
                    .whenReported("c", COMPLETED)
                    .then(completed("c"), allCompleted())
                    .thenMatrix("a 1100", "b 1100", "c 1100");
        }
    }
}
