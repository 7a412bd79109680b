package dev.flare.saga.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.transaction.OperatorDecision.Act;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** One alert for a difference, the next one after an operator has seen to it, and nobody ends it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConservationDecisionTest {

    private static final String ID = ConservationDecision.transactionId("GBP");

    private static Story nothing() {
        return new Story(Transaction.unknown(ID), TypeRules.usual(ConservationDecision.TYPE), Story.START);
    }

    private static Story.Outcome differs(Story story) {
        return story.when(given -> ConservationDecision.differs(given, "GBP", "100 here and 0 there"));
    }

    private static Story found() {
        return Transfers.goOn(differs(nothing())).thenStatus(Status.HALTED);
    }

    @Test
    void the_first_difference_raises_the_alert_which_names_both_sums() {
        Story.Outcome outcome = differs(nothing());
        assertThat(outcome.events()).first().isInstanceOf(TransactionRegistered.class);
        assertThat(outcome.events())
                .filteredOn(AlertRaised.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    assertThat(((AlertRaised) event).failure()).isEqualTo(FailureKind.NOT_CONSERVED);
                    assertThat(((AlertRaised) event).reason()).isEqualTo("100 here and 0 there");
                });
    }

    @Test
    void a_difference_that_stays_is_told_once() {
        differs(found()).thenNothing();
        differs(found().after(Duration.ofDays(3))).thenNothing();
    }

    @Test
    void after_a_resume_the_next_difference_raises_the_next_alert() {
        Story resumed =
                Transfers.goOn(found().whenOperator(Act.RESUME, "repaired")).thenStatus(Status.RUNNING);
        Story again = Transfers.goOn(differs(resumed)).thenStatus(Status.HALTED);
        assertThat(again.transaction().alerts()).hasSize(2);
        differs(again).thenNothing();
    }

    @Test
    void nobody_ends_it_for_the_next_difference_would_be_told_to_nobody() {
        for (Act act : new Act[] {Act.COMPENSATE, Act.ABANDON}) {
            found().whenOperator(act, "enough of it").thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
        }
        Story resumed = Transfers.goOn(found().whenOperator(Act.RESUME, "repaired"));
        for (ReportedState state : ReportedState.values()) {
            resumed.whenReported("supervisor.in_transit", state).thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
        }
        resumed.after(Duration.ofDays(36_500)).whenDeadlinesAreLookedAt().thenNothing();
    }
}
