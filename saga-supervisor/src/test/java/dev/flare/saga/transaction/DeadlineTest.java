package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.FailureKind.NOT_COMPLETED_IN_TIME;
import static dev.flare.messages.supervision.FailureKind.NOT_STARTED_IN_TIME;
import static dev.flare.messages.supervision.FailureKind.REPORTED_FAILURE;
import static dev.flare.messages.supervision.ReportedState.COMPENSATED;
import static dev.flare.messages.supervision.ReportedState.COMPLETED;
import static dev.flare.messages.supervision.ReportedState.FAILED;
import static dev.flare.messages.supervision.ReportedState.STARTED;
import static dev.flare.saga.transaction.Facts.DEADLINE;
import static dev.flare.saga.transaction.Facts.alert;
import static dev.flare.saga.transaction.Facts.allCompleted;
import static dev.flare.saga.transaction.Facts.completed;
import static dev.flare.saga.transaction.Facts.failed;
import static dev.flare.saga.transaction.Facts.halt;
import static dev.flare.saga.transaction.Facts.kept;
import static dev.flare.saga.transaction.Facts.one;
import static dev.flare.saga.transaction.Facts.resumed;
import static dev.flare.saga.transaction.Facts.started;
import static dev.flare.saga.transaction.Facts.undoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** From when deadlines run, when they have passed, and what a report is worth after that. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeadlineTest {

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Story alone() {
        return Story.registered(OnFailure.HOLD, one("a"));
    }

    private static EnlistedParticipant within(String name, Duration deadline, String... after) {
        return new EnlistedParticipant(name, List.of(after), deadline, null, null);
    }

    @Test
    void it_runs_from_the_registration() {
        assertThat(alone().participant("a").dueAt()).isEqualTo(Story.START.plus(DEADLINE));
    }

    @Test
    void exactly_at_the_due_instant_is_in_time() {
        alone().after(DEADLINE).whenDeadlinesAreLookedAt().thenNothing();
        alone().given(started("a")).after(DEADLINE).whenReported("a", COMPLETED).then(completed("a"), allCompleted());
    }

    @Test
    void one_microsecond_later_is_late() {
        alone().after(DEADLINE.plus(MICROSECOND))
                .whenDeadlinesAreLookedAt()
                .then(alert(NOT_STARTED_IN_TIME, "a", "a 0000"), halt())
                .thenStatus(Status.HALTED);
        alone().given(started("a"))
                .after(DEADLINE.plus(MICROSECOND))
                .whenDeadlinesAreLookedAt()
                .then(alert(NOT_COMPLETED_IN_TIME, "a", "a 1000"), halt())
                .thenStatus(Status.HALTED);
    }

    @Test
    void starting_does_not_lengthen_it() {
        Story story = alone().after(SECOND).given(started("a"));
        assertThat(story.participant("a").dueAt()).isEqualTo(Story.START.plus(DEADLINE));
    }

    @Test
    void who_waits_for_others_has_none_until_the_last_of_them_has_completed() {
        Story story = Story.registered(OnFailure.HOLD, one("a"), one("c"), one("b", "a", "c"));
        assertThat(story.participant("b").dueAt()).isNull();
        Story first = story.given(started("a"), started("c"))
                .after(SECOND)
                .given(completed("a"))
                .after(SECOND);
        assertThat(first.participant("b").dueAt()).isNull();
        Story both = first.given(completed("c"));
        assertThat(both.participant("b").dueAt())
                .isEqualTo(Story.START.plusSeconds(2).plus(DEADLINE));
        both.after(DEADLINE).whenDeadlinesAreLookedAt().thenNothing();
        both.after(DEADLINE.plus(MICROSECOND))
                .whenDeadlinesAreLookedAt()
                .then(alert(NOT_STARTED_IN_TIME, "b", "a 1100", "c 1100", "b 0000"), halt());
    }

    @Test
    void who_waits_is_not_late_while_those_before_are() {
        Story.registered(OnFailure.HOLD, within("a", Duration.ofHours(1)), within("b", SECOND, "a"))
                .after(Duration.ofMinutes(30))
                .whenDeadlinesAreLookedAt()
                .thenNothing();
    }

    @Test
    void of_several_that_passed_the_earliest_is_the_failure() {
        Story.registered(OnFailure.HOLD, within("a", Duration.ofSeconds(3)), within("b", SECOND), within("c", SECOND))
                .after(DEADLINE)
                .whenDeadlinesAreLookedAt()
                .then(alert(NOT_STARTED_IN_TIME, "b", "a 0000", "b 0000", "c 0000"), halt());
    }

    @Test
    void who_has_completed_is_never_late() {
        Story.registered(OnFailure.HOLD, within("a", SECOND), within("b", Duration.ofHours(1)))
                .given(started("a"), completed("a"))
                .after(Duration.ofMinutes(30))
                .whenDeadlinesAreLookedAt()
                .thenNothing();
    }

    @Test
    void only_a_running_transaction_has_deadlines() {
        Story halted = alone().given(failed("a", "no"), alert(REPORTED_FAILURE, "a", "a 0010"), halt());
        Story done = alone().given(started("a"), completed("a"), allCompleted());
        for (Story story :
                List.of(Story.nothing(), halted, halted.given(undoing()), halted.given(Facts.abandoned()), done)) {
            story.after(Duration.ofDays(1)).whenDeadlinesAreLookedAt().thenNothing();
            assertThat(story.transaction().nextDue()).isEmpty();
        }
    }

    @Test
    void after_a_resume_it_is_whole_again_for_whoever_has_not_completed_and_may_go_on() {
        Story story = Story.registered(OnFailure.HOLD, one("a"), one("b", "a"), one("c"), one("d", "c"))
                .given(started("a"), completed("a"), started("b"))
                .after(Duration.ofSeconds(7))
                .given(failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt())
                .after(Duration.ofHours(2))
                .given(resumed());
        assertThat(story.participant("b").dueAt()).isEqualTo(story.now().plus(DEADLINE));
        assertThat(story.participant("c").dueAt()).isEqualTo(story.now().plus(DEADLINE));
        assertThat(story.participant("d").dueAt()).isNull();
        story.after(DEADLINE).whenDeadlinesAreLookedAt().thenNothing();
        story.after(DEADLINE.plus(MICROSECOND))
                .whenDeadlinesAreLookedAt()
                .then(
                        alert(
                                2,
                                NOT_COMPLETED_IN_TIME,
                                "b",
                                Facts.OUR_WORDS,
                                true,
                                "a 1100",
                                "b 1000",
                                "c 0000",
                                "d 0000"),
                        halt(2));
    }

    @Test
    void whatever_is_reported_after_it_passed_comes_after_that_failure() {
        for (ReportedState state : ReportedState.values()) {
            if (state != STARTED) {
                alone().given(started("a"))
                        .after(DEADLINE.plus(MICROSECOND))
                        .whenReported("a", state, "late")
                        .thenRefused(
                                RefusalCode.TX_HALTED,
                                alert(NOT_COMPLETED_IN_TIME, "a", "a 1000"),
                                halt(),
                                kept("a", state, "late"))
                        .thenMatrix("a 1000");
            }
        }
        Story after = alone().after(DEADLINE.plus(MICROSECOND))
                .whenReported("a", STARTED)
                .thenRefused(
                        RefusalCode.TX_HALTED, alert(NOT_STARTED_IN_TIME, "a", "a 0000"), halt(), kept("a", STARTED));
        assertThat(after.participant("a").needsCompensation()).isTrue();
    }

    @Test
    void so_does_the_report_of_another_participant() {
        Story.registered(OnFailure.HOLD, within("a", SECOND), one("c"))
                .given(started("c"))
                .after(SECOND.plus(MICROSECOND))
                .whenReported("c", COMPLETED)
                .thenRefused(
                        RefusalCode.TX_HALTED,
                        alert(NOT_STARTED_IN_TIME, "a", "a 0000", "c 1000"),
                        halt(),
                        kept("c", COMPLETED));
    }

    @Test
    void an_exact_repeat_is_answered_and_finds_nothing() {
        Story story = alone().given(started("a")).after(DEADLINE.plus(MICROSECOND));
        story.whenReported("a", STARTED).thenRepeated(story.participant("a").started());
    }

    @Test
    void where_that_is_the_policy_the_late_reporter_is_compensated_with_the_others() {
        Story after = Story.registered(OnFailure.COMPENSATE, one("a"))
                .after(DEADLINE.plus(MICROSECOND))
                .whenReported("a", STARTED)
                .thenRefused(
                        RefusalCode.TX_HALTED,
                        alert(NOT_STARTED_IN_TIME, "a", "a 0000"),
                        halt(),
                        kept("a", STARTED),
                        undoing());
        assertThat(after.thenStatus(Status.COMPENSATING).next()).isEqualTo("a");
        after.whenReported("a", COMPENSATED).then(Facts.compensated("a"), Facts.allUndone());
        after.whenReported("a", FAILED).thenRefused(RefusalCode.TX_HALTED, kept("a", FAILED));
    }
}
