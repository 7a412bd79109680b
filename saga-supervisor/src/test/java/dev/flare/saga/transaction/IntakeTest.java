package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.FailureKind.CONTRADICTION;
import static dev.flare.messages.supervision.FailureKind.REPORTED_FAILURE;
import static dev.flare.messages.supervision.FailureKind.STARTED_TOO_EARLY;
import static dev.flare.messages.supervision.ReportedState.COMPENSATED;
import static dev.flare.messages.supervision.ReportedState.FAILED;
import static dev.flare.messages.supervision.ReportedState.STARTED;
import static dev.flare.saga.transaction.Facts.TX;
import static dev.flare.saga.transaction.Facts.TYPE;
import static dev.flare.saga.transaction.Facts.alert;
import static dev.flare.saga.transaction.Facts.allCompleted;
import static dev.flare.saga.transaction.Facts.allUndone;
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
import dev.flare.messages.supervision.IntakeResumed;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionTypeRuled;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A type whose alerts stop new transactions, until an operator lets them in again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IntakeTest {

    private static final SupervisionEvent STRICT = new TransactionTypeRuled(TYPE, true);
    private static final SupervisionEvent LENIENT = new TransactionTypeRuled(TYPE, false);
    private static final SupervisionEvent STOPPED = new IntakeStopped(TYPE, "alert-1");
    private static final SupervisionEvent LET_IN = new IntakeResumed(TYPE, "fine again");
    private static final TransactionRegistered WANTED =
            new TransactionRegistered(TX, TYPE, OnFailure.HOLD, List.of(one("a")));

    private static Story strict(OnFailure onFailure) {
        return Story.registered(onFailure, one("a"), one("b", "a")).given(STRICT);
    }

    private static Story.Outcome whenRegistered(Story story) {
        return story.when(given -> RegistrationDecision.decide(given, WANTED));
    }

    @Test
    void the_alert_stops_the_intake_in_the_same_append() {
        Story after = strict(OnFailure.HOLD)
                .whenReported("a", FAILED, "no")
                .then(
                        failed("a", "no"),
                        alert(1, REPORTED_FAILURE, "a", "no", true, "a 0010", "b 0000"),
                        halt(),
                        STOPPED);
        assertThat(after.rules().stoppedBy()).isEqualTo("alert-1");
    }

    @Test
    void it_does_so_together_with_evidence_and_compensation() {
        strict(OnFailure.COMPENSATE)
                .whenReported("b", STARTED)
                .thenRefused(
                        RefusalCode.TX_HALTED,
                        alert(STARTED_TOO_EARLY, "b", "a 0000", "b 0000"),
                        halt(),
                        STOPPED,
                        kept("b", STARTED),
                        undoing())
                .thenStatus(Status.COMPENSATING);
        strict(OnFailure.COMPENSATE)
                .whenReported("a", COMPENSATED)
                .thenRefused(
                        RefusalCode.CONTRADICTION,
                        alert(CONTRADICTION, "a", "a 0000", "b 0000"),
                        halt(),
                        STOPPED,
                        kept("a", COMPENSATED),
                        undoing(),
                        allUndone());
    }

    @Test
    void an_alert_that_halts_nothing_stops_it_as_well() {
        Story.registered(OnFailure.HOLD, one("a"))
                .given(STRICT, started("a"), completed("a"), allCompleted())
                .whenReported("a", FAILED)
                .thenRefused(
                        RefusalCode.CONTRADICTION,
                        alert(1, CONTRADICTION, "a", Facts.OUR_WORDS, false, "a 1100"),
                        STOPPED,
                        kept("a", FAILED));
    }

    @Test
    void an_alert_of_a_type_without_that_rule_stops_nothing() {
        for (Story story : List.of(
                Story.registered(OnFailure.HOLD, one("a")),
                Story.registered(OnFailure.HOLD, one("a")).given(STRICT, LENIENT))) {
            story.whenReported("a", FAILED).then(failed("a", null), alert(REPORTED_FAILURE, "a", "a 0010"), halt());
        }
    }

    @Test
    void what_is_stopped_is_not_stopped_again() {
        strict(OnFailure.HOLD)
                .given(new IntakeStopped(TYPE, "alert of another"))
                .whenReported("a", FAILED, "no")
                .then(failed("a", "no"), alert(1, REPORTED_FAILURE, "a", "no", true, "a 0010", "b 0000"), halt());
    }

    @Test
    void after_it_was_resumed_the_next_alert_stops_it_again() {
        strict(OnFailure.HOLD)
                .given(failed("a", "no"), alert(REPORTED_FAILURE, "a"), halt(), STOPPED, resumed(), LET_IN)
                .whenReported("a", FAILED, "no")
                .then(
                        failed("a", "no"),
                        alert(2, REPORTED_FAILURE, "a", "no", true, "a 0010", "b 0000"),
                        halt(2),
                        new IntakeStopped(TYPE, "alert-2"));
    }

    @Test
    void new_transactions_are_refused_while_it_is_stopped_and_running_ones_go_on() {
        whenRegistered(Story.nothing().given(STRICT, STOPPED)).thenRefused(RefusalCode.INTAKE_STOPPED);
        strict(OnFailure.HOLD).given(STOPPED).whenReported("a", STARTED).then(started("a"));
    }

    @Test
    void they_are_taken_before_and_again_once_an_operator_says_so() {
        whenRegistered(Story.nothing().given(STRICT)).then(WANTED);
        whenRegistered(Story.nothing().given(STRICT, STOPPED, LET_IN)).then(WANTED);
    }

    @Test
    void resuming_the_transaction_does_not_resume_the_intake() {
        Story story = strict(OnFailure.HOLD)
                .given(failed("a", "no"), alert(REPORTED_FAILURE, "a"), halt(), STOPPED, resumed());
        assertThat(story.rules().stoppedBy()).isEqualTo("alert-1");
    }

    @Test
    void taking_the_rule_back_does_not_let_them_in_either() {
        whenRegistered(Story.nothing().given(STRICT, STOPPED, LENIENT)).thenRefused(RefusalCode.INTAKE_STOPPED);
    }

    @Test
    void only_what_is_stopped_can_be_resumed() {
        Story.nothing()
                .given(STRICT, STOPPED)
                .when(given -> TypeDecision.resume(given, "fine again"))
                .then(LET_IN)
                .when(given -> TypeDecision.resume(given, "fine again"))
                .thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
    }

    @Test
    void a_rule_is_recorded_as_often_as_it_is_set() {
        Story.nothing()
                .when(given -> TypeDecision.rule(given, false))
                .then(LENIENT)
                .when(given -> TypeDecision.rule(given, true))
                .then(STRICT)
                .when(given -> TypeDecision.rule(given, true))
                .then(STRICT);
    }
}
