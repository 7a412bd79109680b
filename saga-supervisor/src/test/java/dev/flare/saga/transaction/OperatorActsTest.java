package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.FailureKind.CONTRADICTION;
import static dev.flare.messages.supervision.FailureKind.REPORTED_FAILURE;
import static dev.flare.messages.supervision.ReportedState.COMPENSATED;
import static dev.flare.messages.supervision.ReportedState.STARTED;
import static dev.flare.saga.transaction.Facts.TX;
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
import dev.flare.messages.supervision.AlertAcknowledged;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.saga.transaction.OperatorDecision.Act;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What operators may do from where, and what an acknowledgement is. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OperatorActsTest {

    private static Story running() {
        return Story.registered(OnFailure.HOLD, one("a"), one("b", "a"), one("c"));
    }

    private static Story halted() {
        return running().given(started("a"), failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt());
    }

    private static Map<Status, Story> everyStatus() {
        Map<Status, Story> stories = new EnumMap<>(Status.class);
        stories.put(Status.NOT_REGISTERED, Story.nothing());
        stories.put(Status.RUNNING, running());
        stories.put(
                Status.COMPLETED,
                running()
                        .given(started("a"), completed("a"), started("b"), completed("b"))
                        .given(started("c"), completed("c"), allCompleted()));
        stories.put(Status.HALTED, halted());
        stories.put(Status.COMPENSATING, halted().given(undoing()));
        stories.put(Status.COMPENSATED, halted().given(undoing(), compensated("a"), allUndone()));
        stories.put(Status.ABANDONED, halted().given(abandoned()));
        return stories;
    }

    private static Set<Status> from(Act act) {
        return switch (act) {
            case RESUME, COMPENSATE -> Set.of(Status.HALTED);
            case ABANDON -> Set.of(Status.HALTED, Status.COMPENSATING);
        };
    }

    private static SupervisionEvent event(Act act) {
        return switch (act) {
            case RESUME -> resumed();
            case COMPENSATE -> undoing("undo");
            case ABANDON -> abandoned();
        };
    }

    private static String reason(Act act) {
        return switch (act) {
            case RESUME -> "repaired";
            case COMPENSATE -> "undo";
            case ABANDON -> "given up";
        };
    }

    @Test
    void every_act_is_possible_from_its_statuses_and_from_no_other() {
        Map<Status, Story> stories = everyStatus();
        assertThat(stories).containsOnlyKeys(Status.values());
        stories.forEach((status, story) -> {
            story.thenStatus(status);
            for (Act act : Act.values()) {
                assertThat(act.isPossible(story.transaction()))
                        .isEqualTo(from(act).contains(status));
                Story.Outcome outcome = story.whenOperator(act, reason(act));
                if (from(act).contains(status)) {
                    outcome.then(event(act)).thenStatus(act.to());
                } else if (status == Status.NOT_REGISTERED) {
                    outcome.thenRefused(RefusalCode.NOT_FOUND);
                } else {
                    outcome.thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
                }
            }
        });
    }

    @Test
    void the_statuses_they_lead_to_are_those_of_the_api() {
        assertThat(Act.RESUME.to()).isEqualTo(Status.RUNNING);
        assertThat(Act.COMPENSATE.to()).isEqualTo(Status.COMPENSATING);
        assertThat(Act.ABANDON.to()).isEqualTo(Status.ABANDONED);
    }

    @Test
    void a_resume_and_a_surrender_resolve_the_alert_and_a_compensation_does_when_it_is_done() {
        assertThat(halted().alert().status()).isEqualTo(AlertStatus.OPEN);
        assertThat(halted().given(resumed()).alert().status()).isEqualTo(AlertStatus.RESOLVED);
        assertThat(halted().given(abandoned()).alert().status()).isEqualTo(AlertStatus.RESOLVED);
        assertThat(halted().given(undoing()).alert().status()).isEqualTo(AlertStatus.OPEN);
        assertThat(everyStatus().get(Status.COMPENSATED).alert().status()).isEqualTo(AlertStatus.RESOLVED);
    }

    @Test
    void a_resumed_transaction_stands_where_it_stood_but_for_the_failure() {
        Story story = halted().given(resumed()).thenMatrix("a 1000", "b 0000", "c 0000");
        assertThat(story.participant("c").reason()).isNull();
        assertThat(story.transaction().resumes()).isEqualTo(1);
        assertThat(story.transaction().mayAlert()).isTrue();
    }

    @Test
    void a_surrender_in_the_middle_of_a_compensation_ends_it() {
        Story story = everyStatus()
                .get(Status.COMPENSATING)
                .whenOperator(Act.ABANDON, "given up")
                .then(abandoned());
        assertThat(story.next()).isEqualTo("nobody");
        story.whenCompensated("a").thenNothing();
        story.whenReported("a", COMPENSATED).thenRefused(RefusalCode.TX_HALTED, kept("a", COMPENSATED));
    }

    @Test
    void who_was_known_by_evidence_is_compensated_after_a_resume_too() {
        Story story = halted().given(kept("c", STARTED), resumed(), failed("b", "no"))
                .given(alert(2, REPORTED_FAILURE, "b", "no", true), halt(2))
                .whenOperator(Act.COMPENSATE, "undo")
                .then(undoing("undo"));
        assertThat(story.next()).isEqualTo("c");
    }

    @Test
    void an_alert_is_acknowledged_with_a_reason_which_is_kept() {
        Story seen = halted().whenAcknowledged("alert-1", "looking")
                .then(new AlertAcknowledged("alert-1", TX, "looking"))
                .thenStatus(Status.HALTED);
        assertThat(seen.alert().status()).isEqualTo(AlertStatus.ACKNOWLEDGED);
        assertThat(seen.alert().acknowledgement()).isEqualTo("looking");
        seen.whenAcknowledged("alert-1", "looking").thenRepeated(seen.alert().acknowledged());
        seen.whenAcknowledged("alert-1", "me too").thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
    }

    @Test
    void an_alert_of_nobody_cannot_be_acknowledged_nor_one_that_is_resolved() {
        halted().whenAcknowledged("alert-2", "looking").thenRefused(RefusalCode.NOT_FOUND);
        Story.nothing().whenAcknowledged("alert-1", "looking").thenRefused(RefusalCode.NOT_FOUND);
        halted().given(resumed()).whenAcknowledged("alert-1", "looking").thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
    }

    @Test
    void an_alert_of_a_completed_transaction_can_be_acknowledged() {
        everyStatus()
                .get(Status.COMPLETED)
                .given(alert(1, CONTRADICTION, "a", "x", false))
                .whenAcknowledged("alert-1", "looking")
                .then(new AlertAcknowledged("alert-1", TX, "looking"))
                .thenStatus(Status.COMPLETED);
    }

    @Test
    void an_alert_that_became_urgent_again_is_open_until_it_is_acknowledged_again_in_whatever_words() {
        Story urgent = halted().given(new AlertAcknowledged("alert-1", TX, "looking"), undoing())
                .given(notUndone("a", "away"));
        assertThat(urgent.alert().status()).isEqualTo(AlertStatus.OPEN);
        Story seen =
                urgent.whenAcknowledged("alert-1", "looking").then(new AlertAcknowledged("alert-1", TX, "looking"));
        assertThat(seen.alert().status()).isEqualTo(AlertStatus.ACKNOWLEDGED);
        urgent.whenAcknowledged("alert-1", "calling them").then(new AlertAcknowledged("alert-1", TX, "calling them"));
    }
}
