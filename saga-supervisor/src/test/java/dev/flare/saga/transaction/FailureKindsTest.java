package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.ReportedState.COMPENSATED;
import static dev.flare.messages.supervision.ReportedState.COMPLETED;
import static dev.flare.messages.supervision.ReportedState.FAILED;
import static dev.flare.messages.supervision.ReportedState.STARTED;
import static dev.flare.saga.transaction.Facts.DEADLINE;
import static dev.flare.saga.transaction.Facts.TX;
import static dev.flare.saga.transaction.Facts.alert;
import static dev.flare.saga.transaction.Facts.completed;
import static dev.flare.saga.transaction.Facts.failed;
import static dev.flare.saga.transaction.Facts.halt;
import static dev.flare.saga.transaction.Facts.kept;
import static dev.flare.saga.transaction.Facts.one;
import static dev.flare.saga.transaction.Facts.readable;
import static dev.flare.saga.transaction.Facts.resumed;
import static dev.flare.saga.transaction.Facts.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.saga.transaction.Story.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Every kind of first failure, and what comes after one: nothing but evidence, until somebody resumes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailureKindsTest {

    private static final Duration LATE = DEADLINE.plusNanos(1_000);

    private static Story running() {
        return Story.registered(OnFailure.HOLD, readable("a"), one("b", "a"), one("c"));
    }

    private static Map<FailureKind, Outcome> firstFailures() {
        Map<FailureKind, Outcome> found = new EnumMap<>(FailureKind.class);
        found.put(FailureKind.REPORTED_FAILURE, running().whenReported("c", FAILED, "no"));
        found.put(FailureKind.NOT_STARTED_IN_TIME, running().after(LATE).whenDeadlinesAreLookedAt());
        found.put(
                FailureKind.NOT_COMPLETED_IN_TIME,
                running().given(started("a")).after(LATE).whenDeadlinesAreLookedAt());
        found.put(FailureKind.COMPLETED_WITHOUT_START, running().whenReported("c", COMPLETED));
        found.put(FailureKind.STARTED_TOO_EARLY, running().whenReported("b", STARTED));
        found.put(FailureKind.CONTRADICTION, running().whenReported("c", COMPENSATED));
        found.put(
                FailureKind.ROW_DISAGREES,
                running().given(started("a"), completed("a")).whenRowIsRead("a", new Row(true, false, false, false)));
        found.put(
                FailureKind.PARTICIPANT_UNREACHABLE,
                Story.registered(OnFailure.HOLD, readable("a"), one("c"))
                        .given(started("a"), completed("a"))
                        .after(LATE)
                        .whenRowIsUnreachable("a"));
        return found;
    }

    private static List<AlertRaised> alerts(Outcome outcome) {
        return outcome.events().stream()
                .filter(AlertRaised.class::isInstance)
                .map(AlertRaised.class::cast)
                .toList();
    }

    private static Story goOn(Outcome outcome) {
        return outcome.before().given(outcome.events().toArray(SupervisionEvent[]::new));
    }

    @Test
    void every_kind_raises_one_alert_and_halts_in_the_same_append() {
        Map<FailureKind, Outcome> failures = firstFailures();
        // Of the whole, not of a transaction that somebody registered: ConservationDecisionTest, CanariesTest.
        assertThat(failures.keySet())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(FailureKind.NOT_CONSERVED, FailureKind.CANARY_MISSING)));
        failures.forEach((kind, outcome) -> {
            assertThat(alerts(outcome)).as("%s", kind).hasSize(1).allSatisfy(alert -> {
                assertThat(alert.failure()).isEqualTo(kind);
                assertThat(alert.halts()).isTrue();
                assertThat(alert.reason()).isNotBlank();
                assertThat(alert.type()).isEqualTo(Facts.TYPE);
            });
            assertThat(outcome.events()).contains(new TransactionHalted(TX, "alert-1"));
            assertThat(goOn(outcome).transaction().status()).isEqualTo(Status.HALTED);
        });
    }

    @Test
    void after_the_first_failure_nothing_raises_another_alert() {
        firstFailures().forEach((kind, outcome) -> {
            Story story = goOn(outcome).after(LATE);
            for (String name : List.of("a", "b", "c")) {
                for (ReportedState state : ReportedState.values()) {
                    assertThat(alerts(story.whenReported(name, state, "again")))
                            .as("%s", kind)
                            .isEmpty();
                }
                story.whenRowIsRead(name, Row.NONE).thenNothing();
                story.whenRowIsUnreachable(name).thenNothing();
            }
            story.whenDeadlinesAreLookedAt().thenNothing();
        });
    }

    @Test
    void after_a_resume_the_next_failure_raises_a_new_alert_and_the_one_after_that_none() {
        firstFailures().forEach((kind, outcome) -> {
            Story again = goOn(outcome).given(resumed()).thenStatus(Status.RUNNING);
            Story halted = goOn(again.after(LATE).whenDeadlinesAreLookedAt());
            assertThat(halted.transaction().alerts())
                    .as("%s", kind)
                    .extracting(Alert::id)
                    .containsExactly("alert-1", "alert-2");
            assertThat(halted.transaction().alerts())
                    .extracting(Alert::status)
                    .containsExactly(AlertStatus.RESOLVED, AlertStatus.OPEN);
            assertThat(alerts(halted.whenReported("c", FAILED, "again"))).isEmpty();
        });
    }

    @Test
    void the_real_id_of_an_alert_is_the_same_whoever_decides_and_another_after_a_resume() {
        Story running = running();
        AlertRaised here = raised(running.whenReported("c", FAILED, "here").verdict());
        AlertRaised there = raised(running.whenReported("b", FAILED, "there").verdict());
        assertThat(here.alertId()).isEqualTo(there.alertId());
        Story again = running.given(failed("c", "x"), alert(FailureKind.REPORTED_FAILURE, "c"), halt(), resumed());
        AlertRaised later = raised(again.whenReported("c", FAILED, "here").verdict());
        assertThat(later.alertId()).isNotEqualTo(here.alertId());
    }

    private static AlertRaised raised(Verdict verdict) {
        return verdict.events().stream()
                .filter(AlertRaised.class::isInstance)
                .map(AlertRaised.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_participant_that_failed_may_go_on_after_a_resume_and_fail_again() {
        running()
                .given(started("c"), failed("c", "no"), alert(FailureKind.REPORTED_FAILURE, "c"), halt(), resumed())
                .thenMatrix("a 0000", "b 0000", "c 1000")
                .whenReported("c", FAILED, "no")
                .then(
                        failed("c", "no"),
                        alert(2, FailureKind.REPORTED_FAILURE, "c", "no", true, "a 0000", "b 0000", "c 1010"),
                        halt(2));
    }

    @Test
    void the_alert_shows_the_matrix_as_it_stood_and_the_failure_with_it() {
        Story halted = running()
                .given(started("a"), completed("a"), started("b"))
                .whenReported("b", FAILED, "no")
                .then(
                        failed("b", "no"),
                        alert(1, FailureKind.REPORTED_FAILURE, "b", "no", true, "a 1100", "b 1010", "c 0000"),
                        halt());
        assertThat(halted.alert().matrix()).isEqualTo(halted.transaction().matrix());
        assertThat(halted.alert().raised().recordedAt()).isEqualTo(Story.START);
        assertThat(halted.alert().halts()).isTrue();
        assertThat(halted.alert().correlationId()).isEqualTo("correlation");
    }

    @Test
    void what_comes_later_is_evidence_of_the_alert_in_its_order() {
        Story story = goOn(running().whenReported("c", FAILED, "no"));
        Story after = story.whenReported("a", STARTED)
                .thenRefused(RefusalCode.TX_HALTED, kept("a", STARTED))
                .whenReported("b", FAILED, "me too")
                .thenRefused(RefusalCode.TX_HALTED, kept("b", FAILED, "me too"));
        assertThat(after.alert().evidence())
                .extracting(Evidence::participant, Evidence::state, Evidence::reason)
                .containsExactly(tuple("a", STARTED, null), tuple("b", FAILED, "me too"));
    }

    @Test
    void there_is_an_end_to_the_words_that_one_alert_keeps() {
        Story story = full(running().given(failed("c", "no"), alert(FailureKind.REPORTED_FAILURE, "c"), halt()));
        story.whenReported("b", FAILED, "one more").thenRefused(RefusalCode.TX_HALTED);
    }

    @Test
    void whoever_shows_up_with_work_is_kept_however_much_is_kept_already() {
        Story story = full(running().given(failed("c", "no"), alert(FailureKind.REPORTED_FAILURE, "c"), halt()));
        Story after = story.whenReported("b", STARTED).thenRefused(RefusalCode.TX_HALTED, kept("b", STARTED));
        assertThat(after.participant("b").needsCompensation()).isTrue();
        after.whenReported("b", COMPLETED).thenRefused(RefusalCode.TX_HALTED);
    }

    private static Story full(Story story) {
        return story.given(IntStream.range(0, Evidence.KEPT_MAX)
                .mapToObj(i -> kept("c", FAILED, "no " + i))
                .toArray(SupervisionEvent[]::new));
    }

    @Test
    void a_delivery_is_known_once_per_channel_and_escalation() {
        Story story = goOn(running().whenReported("c", FAILED, "no"));
        AlertDelivered first = new AlertDelivered("alert-1", TX, "log", 0, 1);
        AlertDelivered urgent = new AlertDelivered("alert-1", TX, "log", 1, 1);
        AlertDelivered other = new AlertDelivered("alert-1", TX, "webhook", 0, 7);
        Story delivered = story.when(given -> DeliveryDecision.delivered(given, first))
                .then(first)
                .when(given -> DeliveryDecision.delivered(given, first))
                .thenNothing()
                .when(given -> DeliveryDecision.delivered(given, other))
                .then(other)
                .when(given -> DeliveryDecision.delivered(given, urgent))
                .then(urgent);
        assertThat(delivered.alert().deliveries())
                .containsExactly(
                        new Delivery("log", 0, 1, Story.START),
                        new Delivery("webhook", 0, 7, Story.START),
                        new Delivery("log", 1, 1, Story.START));
        story.when(given -> DeliveryDecision.delivered(given, new AlertDelivered("alert-9", TX, "log", 0, 1)))
                .thenNothing();
    }
}
