package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.FailureKind.COMPLETED_WITHOUT_START;
import static dev.flare.messages.supervision.FailureKind.REPORTED_FAILURE;
import static dev.flare.messages.supervision.FailureKind.STARTED_TOO_EARLY;
import static dev.flare.messages.supervision.ReportedState.COMPENSATED;
import static dev.flare.messages.supervision.ReportedState.COMPLETED;
import static dev.flare.messages.supervision.ReportedState.FAILED;
import static dev.flare.messages.supervision.ReportedState.STARTED;
import static dev.flare.saga.transaction.Facts.DEADLINE;
import static dev.flare.saga.transaction.Facts.agreed;
import static dev.flare.saga.transaction.Facts.alert;
import static dev.flare.saga.transaction.Facts.allUndone;
import static dev.flare.saga.transaction.Facts.compensated;
import static dev.flare.saga.transaction.Facts.completed;
import static dev.flare.saga.transaction.Facts.failed;
import static dev.flare.saga.transaction.Facts.halt;
import static dev.flare.saga.transaction.Facts.kept;
import static dev.flare.saga.transaction.Facts.keptRow;
import static dev.flare.saga.transaction.Facts.notUndone;
import static dev.flare.saga.transaction.Facts.one;
import static dev.flare.saga.transaction.Facts.readable;
import static dev.flare.saga.transaction.Facts.started;
import static dev.flare.saga.transaction.Facts.undoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.SupervisionEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Who is compensated, in which order, and when that is over. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompensationTest {

    private static Story three() {
        return Story.registered(OnFailure.COMPENSATE, one("a"), one("b", "a"), one("c"));
    }

    private static Story compensating(EnlistedParticipant... participants) {
        return Story.registered(OnFailure.COMPENSATE, participants)
                .given(failed("x", "no"), alert(REPORTED_FAILURE, "x"), halt(), undoing());
    }

    @Test
    void the_policy_begins_it_in_the_same_append_as_the_alert() {
        three().given(started("a"))
                .whenReported("c", FAILED, "no")
                .then(
                        failed("c", "no"),
                        alert(1, REPORTED_FAILURE, "c", "no", true, "a 1000", "b 0000", "c 0010"),
                        halt(),
                        undoing())
                .thenStatus(Status.COMPENSATING);
    }

    @Test
    void with_nothing_to_compensate_it_ends_at_once() {
        Story after = three().whenReported("c", FAILED, "no")
                .then(
                        failed("c", "no"),
                        alert(1, REPORTED_FAILURE, "c", "no", true, "a 0000", "b 0000", "c 0010"),
                        halt(),
                        undoing(),
                        allUndone())
                .thenStatus(Status.COMPENSATED);
        assertThat(after.alert().status()).isEqualTo(AlertStatus.RESOLVED);
    }

    @Test
    void with_nothing_to_compensate_an_operators_compensation_ends_at_once_too() {
        Story.registered(OnFailure.HOLD, one("a"))
                .given(failed("a", "no"), alert(REPORTED_FAILURE, "a"), halt())
                .whenOperator(OperatorDecision.Act.COMPENSATE, "undo")
                .then(undoing("undo"), allUndone())
                .thenStatus(Status.COMPENSATED);
    }

    @Test
    void who_started_last_comes_first_and_the_last_one_ends_it_in_the_same_append() {
        Story story = three().given(started("c"), started("a"), completed("a"), completed("c"), started("b"));
        Story halted = story.whenReported("b", FAILED, "no")
                .then(
                        failed("b", "no"),
                        alert(1, REPORTED_FAILURE, "b", "no", true, "a 1100", "b 1010", "c 1100"),
                        halt(),
                        undoing());
        assertThat(halted.next()).isEqualTo("b");
        Story second = halted.whenCompensated("b").then(compensated("b"));
        assertThat(second.next()).isEqualTo("a");
        Story third = second.whenCompensated("a").then(compensated("a"));
        assertThat(third.next()).isEqualTo("c");
        Story end = third.whenCompensated("c").then(compensated("c"), allUndone());
        assertThat(end.next()).isEqualTo("nobody");
        assertThat(end.thenStatus(Status.COMPENSATED).alert().status()).isEqualTo(AlertStatus.RESOLVED);
        end.thenMatrix("a 1101", "b 1011", "c 1101");
    }

    @Test
    void who_failed_and_had_started_is_compensated_as_well() {
        Story story = Story.registered(OnFailure.COMPENSATE, one("a"))
                .given(started("a"), failed("a", "no"), alert(REPORTED_FAILURE, "a"), halt(), undoing());
        assertThat(story.next()).isEqualTo("a");
    }

    @Test
    void who_never_did_anything_is_not_asked() {
        Story story = three().given(started("a"), failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), undoing());
        story.whenCompensated("a").then(compensated("a"), allUndone()).thenMatrix("a 1001", "b 0000", "c 0010");
    }

    @Test
    void who_is_known_by_the_evidence_of_the_first_failure_alone_is_compensated() {
        Story tooEarly = three().whenReported("b", STARTED)
                .thenRefused(
                        RefusalCode.TX_HALTED,
                        alert(STARTED_TOO_EARLY, "b", "a 0000", "b 0000", "c 0000"),
                        halt(),
                        kept("b", STARTED),
                        undoing());
        assertThat(tooEarly.next()).isEqualTo("b");
        Story neverStarted = three().given(started("a"))
                .whenReported("c", COMPLETED)
                .thenRefused(
                        RefusalCode.NOT_STARTED,
                        alert(COMPLETED_WITHOUT_START, "c", "a 1000", "b 0000", "c 0000"),
                        halt(),
                        kept("c", COMPLETED),
                        undoing());
        assertThat(neverStarted.next()).isEqualTo("c");
        Story left = neverStarted.whenCompensated("c").then(compensated("c"));
        assertThat(left.next()).isEqualTo("a");
    }

    @Test
    void who_shows_up_while_it_goes_on_takes_his_turn() {
        Story story = three().given(started("a"), failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), undoing())
                .whenReported("c", STARTED)
                .thenRefused(RefusalCode.TX_HALTED, kept("c", STARTED));
        assertThat(story.next()).isEqualTo("c");
        story.whenCompensated("a")
                .then(compensated("a"))
                .thenStatus(Status.COMPENSATING)
                .whenCompensated("c")
                .then(compensated("c"), allUndone());
    }

    @Test
    void a_participant_may_report_it_itself_and_out_of_turn() {
        Story story = three().given(started("a"), started("c"))
                .given(failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), undoing());
        Story one = story.whenReported("a", COMPENSATED).then(compensated("a"));
        assertThat(one.next()).isEqualTo("c");
        one.whenReported("c", COMPENSATED).then(compensated("c"), allUndone()).thenStatus(Status.COMPENSATED);
    }

    @Test
    void whoever_is_compensated_twice_is_compensated_once() {
        Story story = three().given(started("a"), started("c"))
                .given(failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), undoing(), compensated("c"));
        story.whenCompensated("c").thenNothing();
        story.whenReported("c", COMPENSATED).thenRepeated(story.participant("c").compensated());
    }

    @Test
    void nobody_is_compensated_while_nothing_is_to_be() {
        Story running = three().given(started("a"));
        Story halted = running.given(failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt());
        for (Story story : List.of(running, halted, halted.given(Facts.abandoned()))) {
            story.whenCompensated("a").thenNothing();
            story.whenCompensationFails("a", "away").thenNothing();
            assertThat(story.next()).isEqualTo("nobody");
        }
        halted.given(undoing()).whenCompensated("d").thenNothing();
    }

    @Test
    void the_first_failure_of_a_compensation_makes_the_alert_urgent_again_and_later_ones_do_not() {
        Story story = three().given(started("a"), failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), undoing());
        Story once = story.whenCompensationFails("a", "away").then(notUndone("a", "away"));
        assertThat(once.alert().escalations()).isEqualTo(1);
        assertThat(once.alert().status()).isEqualTo(AlertStatus.OPEN);
        assertThat(once.participant("a").compensationFailure()).isEqualTo("away");
        assertThat(once.next()).isEqualTo("a");
        once.whenCompensationFails("a", "away").thenNothing();
        once.whenCompensationFails("a", "still away").thenNothing();
        Story end = once.whenCompensated("a").then(compensated("a"), allUndone());
        assertThat(end.participant("a").compensationFailure()).isNull();
        assertThat(end.alert().status()).isEqualTo(AlertStatus.RESOLVED);
    }

    @Test
    void who_has_nothing_to_undo_cannot_fail_to() {
        Story story = three().given(started("a"), failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), undoing());
        story.whenCompensationFails("b", "away").thenNothing();
        story.given(compensated("a")).whenCompensationFails("a", "away").thenNothing();
    }

    @Test
    void it_is_somebodys_turn_since_the_one_before_was_compensated() {
        Story story = three().given(started("a"), started("c"), failed("c", "no"))
                .given(alert(REPORTED_FAILURE, "c"), halt())
                .after(Duration.ofSeconds(1))
                .given(undoing());
        assertThat(story.transaction().turnSince()).isEqualTo(Story.START.plusSeconds(1));
        Story second = story.after(Duration.ofSeconds(1)).given(compensated("c"));
        assertThat(second.transaction().turnSince()).isEqualTo(Story.START.plusSeconds(2));
    }

    @Test
    void it_does_not_end_before_the_rows_of_those_who_reported_nothing_were_read() {
        Story story = compensating(readable("a"), one("x")).thenStatus(Status.COMPENSATING);
        assertThat(story.transaction().needsRow(story.participant("a"))).isTrue();
        assertThat(story.transaction().needsRow(story.participant("x"))).isFalse();
        story.whenRowIsRead("a", Row.NONE)
                .then(agreed("a"), allUndone())
                .thenStatus(Status.COMPENSATED)
                .whenRowIsRead("a", Row.NONE)
                .thenNothing();
    }

    @Test
    void the_policy_does_not_end_it_before_that_either() {
        Story.registered(OnFailure.COMPENSATE, readable("a"), one("x"))
                .whenReported("x", FAILED, "no")
                .then(
                        failed("x", "no"),
                        alert(1, REPORTED_FAILURE, "x", "no", true, "a 0000", "x 0010"),
                        halt(),
                        undoing())
                .thenStatus(Status.COMPENSATING);
    }

    @Test
    void a_row_shows_work_that_nobody_reported_and_that_is_compensated() {
        for (Row row : List.of(new Row(true, false, false, false), new Row(true, true, false, false))) {
            Story found = compensating(readable("a"), one("x"))
                    .whenRowIsRead("a", row)
                    .then(keptRow("a", row.hasCompleted() ? COMPLETED : STARTED));
            assertThat(found.thenStatus(Status.COMPENSATING).next()).isEqualTo("a");
            assertThat(found.transaction().needsRow(found.participant("a"))).isFalse();
            found.whenRowIsRead("a", row).thenNothing();
            found.whenCompensated("a").then(compensated("a"), allUndone());
        }
    }

    @Test
    void a_row_that_only_failed_is_nothing_to_compensate() {
        compensating(readable("a"), one("x"))
                .whenRowIsRead("a", new Row(false, false, true, false))
                .then(agreed("a"), allUndone());
    }

    @Test
    void those_who_reported_are_compensated_whatever_their_rows_say() {
        Story story = compensating(readable("a"), readable("x")).given(kept("a", STARTED));
        assertThat(story.transaction().needsRow(story.participant("a"))).isFalse();
        assertThat(story.transaction().needsRow(story.participant("x"))).isTrue();
        story.whenRowIsRead("a", Row.NONE).thenNothing();
        story.whenCompensated("a")
                .then(compensated("a"))
                .whenRowIsRead("x", Row.NONE)
                .then(agreed("x"), allUndone());
    }

    @Test
    void a_row_that_cannot_be_read_escalates_once_after_its_time() {
        Story story = compensating(readable("a"), one("x"));
        story.after(DEADLINE).whenRowIsUnreachable("a").thenNothing();
        Story once = story.after(DEADLINE.plusNanos(1_000))
                .whenRowIsUnreachable("a")
                .then(notUndone("a", Facts.OUR_WORDS))
                .thenStatus(Status.COMPENSATING);
        assertThat(once.alert().escalations()).isEqualTo(1);
        once.whenRowIsUnreachable("a").thenNothing();
        once.whenRowIsRead("a", Row.NONE).then(agreed("a"), allUndone());
    }

    @Test
    void work_that_shows_up_after_an_empty_row_is_compensated_too() {
        SupervisionEvent late = kept("a", STARTED);
        Story story = compensating(readable("a"), readable("x")).given(agreed("a"), late);
        assertThat(story.next()).isEqualTo("a");
        story.whenRowIsRead("x", Row.NONE).then(agreed("x")).thenStatus(Status.COMPENSATING);
    }
}
