package dev.flare.saga.transaction;

import static dev.flare.saga.transaction.Facts.DEADLINE;
import static dev.flare.saga.transaction.Facts.OUR_WORDS;
import static dev.flare.saga.transaction.Facts.TX;
import static dev.flare.saga.transaction.Facts.allCompleted;
import static dev.flare.saga.transaction.Facts.allUndone;
import static dev.flare.saga.transaction.Facts.compensated;
import static dev.flare.saga.transaction.Facts.completed;
import static dev.flare.saga.transaction.Facts.failed;
import static dev.flare.saga.transaction.Facts.kept;
import static dev.flare.saga.transaction.Facts.notUndone;
import static dev.flare.saga.transaction.Facts.started;
import static dev.flare.saga.transaction.Facts.undoing;
import static dev.flare.saga.transaction.Transfers.AU;
import static dev.flare.saga.transaction.Transfers.CAME_BACK;
import static dev.flare.saga.transaction.Transfers.HAS_REFUSED;
import static dev.flare.saga.transaction.Transfers.HAS_STARTED;
import static dev.flare.saga.transaction.Transfers.IS_DONE;
import static dev.flare.saga.transaction.Transfers.LATE;
import static dev.flare.saga.transaction.Transfers.SENT_AT;
import static dev.flare.saga.transaction.Transfers.SOURCE;
import static dev.flare.saga.transaction.Transfers.TARGET;
import static dev.flare.saga.transaction.Transfers.TERMS;
import static dev.flare.saga.transaction.Transfers.UK;
import static dev.flare.saga.transaction.Transfers.alert;
import static dev.flare.saga.transaction.Transfers.credit;
import static dev.flare.saga.transaction.Transfers.giveBack;
import static dev.flare.saga.transaction.Transfers.goOn;
import static dev.flare.saga.transaction.Transfers.halt;
import static dev.flare.saga.transaction.Transfers.halted;
import static dev.flare.saga.transaction.Transfers.hasHalted;
import static dev.flare.saga.transaction.Transfers.learned;
import static dev.flare.saga.transaction.Transfers.lift;
import static dev.flare.saga.transaction.Transfers.received;
import static dev.flare.saga.transaction.Transfers.refused;
import static dev.flare.saga.transaction.Transfers.returned;
import static dev.flare.saga.transaction.Transfers.sent;
import static dev.flare.saga.transaction.Transfers.settle;
import static dev.flare.saga.transaction.Transfers.settled;
import static dev.flare.saga.transaction.Transfers.underWay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionResumed;
import dev.flare.saga.transaction.OperatorDecision.Act;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Every row of the saga's table, and every fact in every status: again, late, and in another order. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransferSagaTest {

    private static final SupervisionEvent HAD_ARRIVED =
            new TransactionResumed(TX, "the money had arrived before the transaction was halted");

    /** The target has halted for the first alert, which its deadline raised, and the supervisor knows it. */
    private static Story late() {
        return goOn(underWay().after(LATE).whenDeadlinesAreLookedAt()).thenStatus(Status.HALTED);
    }

    private static Story credited() {
        return Transfers.then(underWay(), AU, received());
    }

    private static Story comingBack() {
        return Transfers.then(late(), AU, halted("alert-1")).thenStatus(Status.COMPENSATING);
    }

    private static Story resume(Story story) {
        return goOn(story.whenOperator(Act.RESUME, "repaired")).thenStatus(Status.RUNNING);
    }

    @Test
    void what_was_sent_is_registered_and_its_target_is_asked_to_pay_it_out() {
        EnlistedParticipant source = new EnlistedParticipant(SOURCE, List.of(), DEADLINE, null, null);
        EnlistedParticipant target = new EnlistedParticipant(TARGET, List.of(), DEADLINE, null, null);
        Story story = learned(Story.nothing(), UK, sent())
                .then(
                        new TransactionRegistered(
                                TX, TransferSaga.TYPE, OnFailure.COMPENSATE, List.of(source, target), TERMS, SENT_AT),
                        credit(),
                        started(SOURCE))
                .thenStatus(Status.RUNNING)
                .thenMatrix("uk.participation 1000", "au.participation 0000");
        assertThat(story.transaction().inTransit()).isTrue();
    }

    @Test
    void when_it_has_arrived_the_source_is_asked_to_note_it() {
        Story story = learned(underWay(), AU, received())
                .then(started(TARGET), completed(TARGET), settle())
                .thenStatus(Status.RUNNING);
        assertThat(story.transaction().inTransit()).isFalse();
    }

    @Test
    void when_the_source_knows_too_it_is_completed() {
        learned(credited(), UK, settled())
                .then(completed(SOURCE), allCompleted())
                .thenStatus(Status.COMPLETED)
                .thenMatrix("uk.participation 1100", "au.participation 1100");
    }

    @Test
    void what_the_target_refuses_raises_the_alert_and_halts_both() {
        learned(underWay(), AU, refused())
                .then(
                        failed(TARGET, "ACCOUNT_FROZEN: it is frozen"),
                        alert(
                                1,
                                FailureKind.REPORTED_FAILURE,
                                TARGET,
                                "uk.participation 1000",
                                "au.participation 0010"),
                        Facts.halt(),
                        halt(AU, 1),
                        halt(UK, 1))
                .thenStatus(Status.HALTED);
    }

    @Test
    void a_target_that_does_nothing_in_time_is_named_and_not_the_source_that_waits_for_it() {
        underWay().after(DEADLINE).whenDeadlinesAreLookedAt().thenNothing();
        underWay()
                .after(LATE)
                .whenDeadlinesAreLookedAt()
                .then(
                        alert(
                                1,
                                FailureKind.NOT_STARTED_IN_TIME,
                                TARGET,
                                "uk.participation 1000",
                                "au.participation 0000"),
                        Facts.halt(),
                        halt(AU, 1),
                        halt(UK, 1));
    }

    @Test
    void a_source_that_does_not_note_the_arrival_in_time_is_named() {
        credited()
                .after(LATE)
                .whenDeadlinesAreLookedAt()
                .then(
                        alert(
                                1,
                                FailureKind.NOT_COMPLETED_IN_TIME,
                                SOURCE,
                                "uk.participation 1000",
                                "au.participation 1100"),
                        Facts.halt(),
                        halt(AU, 1),
                        halt(UK, 1));
    }

    @Test
    void the_money_returns_only_when_the_targets_log_has_the_halt() {
        Story story = learned(late(), AU, halted("alert-1"))
                .then(hasHalted(TARGET, 1), undoing(), giveBack())
                .thenStatus(Status.COMPENSATING);
        assertThat(story.transaction().inTransit()).isTrue();
    }

    @Test
    void the_sources_halt_is_noted_and_nothing_follows() {
        Story story = learned(late(), UK, halted("alert-1")).then(hasHalted(SOURCE, 1));
        learned(story.thenStatus(Status.HALTED), AU, halted("alert-1"))
                .then(hasHalted(TARGET, 1), undoing(), giveBack());
    }

    @Test
    void when_it_is_back_it_is_compensated() {
        Story story = learned(comingBack(), UK, returned())
                .then(compensated(SOURCE), allUndone())
                .thenStatus(Status.COMPENSATED);
        assertThat(story.transaction().inTransit()).isFalse();
        assertThat(story.alert().status()).isEqualTo(AlertStatus.RESOLVED);
    }

    @Test
    void money_that_arrived_before_the_halt_is_not_returned_and_the_transfer_keeps_its_alert() {
        Story arrived = learned(late(), AU, received())
                .then(started(TARGET), completed(TARGET))
                .thenStatus(Status.HALTED);
        Story going = learned(arrived, AU, halted("alert-1"))
                .then(hasHalted(TARGET, 1), HAD_ARRIVED, lift(AU, 1), lift(UK, 1), settle())
                .thenStatus(Status.RUNNING);
        Story over = learned(going, UK, settled())
                .then(completed(SOURCE), allCompleted())
                .thenStatus(Status.COMPLETED);
        assertThat(over.transaction().alerts()).hasSize(1);
    }

    @Test
    void when_the_source_noted_it_before_the_halt_is_known_the_transfer_completes_with_it() {
        Story arrived = goOn(credited().after(LATE).whenDeadlinesAreLookedAt());
        Story noted = learned(arrived, UK, settled()).then(completed(SOURCE)).thenStatus(Status.HALTED);
        learned(noted, AU, halted("alert-1"))
                .then(hasHalted(TARGET, 1), HAD_ARRIVED, lift(AU, 1), lift(UK, 1), allCompleted())
                .thenStatus(Status.COMPLETED);
    }

    @Test
    void an_operator_resumes_what_has_not_arrived() {
        late().whenOperator(Act.RESUME, "repaired")
                .then(Facts.resumed(), lift(AU, 1), lift(UK, 1), credit())
                .thenStatus(Status.RUNNING);
    }

    @Test
    void an_operator_resumes_what_has_arrived() {
        Transfers.then(late(), AU, received())
                .whenOperator(Act.RESUME, "repaired")
                .then(Facts.resumed(), lift(AU, 1), lift(UK, 1), settle())
                .thenStatus(Status.RUNNING);
    }

    @Test
    void an_operator_resumes_what_is_done_in_both() {
        Story halted = goOn(credited().after(LATE).whenDeadlinesAreLookedAt());
        Transfers.then(halted, UK, settled())
                .whenOperator(Act.RESUME, "repaired")
                .then(Facts.resumed(), lift(AU, 1), lift(UK, 1), allCompleted())
                .thenStatus(Status.COMPLETED);
    }

    @Test
    void what_the_target_has_refused_cannot_be_resumed_whenever_the_refusal_was_learned() {
        Story first = Transfers.then(underWay(), AU, refused());
        Story second = learned(late(), AU, refused())
                .then(
                        failed(TARGET, "ACCOUNT_FROZEN: it is frozen"),
                        kept(TARGET, ReportedState.FAILED, "ACCOUNT_FROZEN: it is frozen"));
        for (Story story : List.of(first, second)) {
            story.whenOperator(Act.RESUME, "repaired").thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
            learned(story, AU, halted("alert-1")).then(hasHalted(TARGET, 1), undoing(), giveBack());
        }
    }

    @Test
    void money_in_transit_is_neither_given_up_nor_returned_by_hand() {
        everyStatus()
                .forEach((name, story) -> List.of(Act.COMPENSATE, Act.ABANDON).forEach(act -> {
                    story.whenOperator(act, "by hand").thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
                    assertThat(act.isPossible(story.transaction())).as(name).isFalse();
                }));
    }

    @Test
    void nobody_else_reports_for_a_region() {
        everyStatus().forEach((name, story) -> {
            for (ReportedState state : ReportedState.values()) {
                story.whenReported(TARGET, state).thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
                story.whenReported("billing.invoices", state).thenRefused(RefusalCode.NOT_POSSIBLE_NOW);
            }
        });
    }

    @Test
    void after_a_resume_the_halt_for_the_first_alert_means_nothing_and_the_one_for_the_second_all() {
        Story again = goOn(resume(late()).after(LATE).whenDeadlinesAreLookedAt());
        assertThat(again.transaction().alerts()).extracting(Alert::id).containsExactly("alert-1", "alert-2");
        learned(again, AU, halted("alert-1")).thenNothing();
        learned(again, AU, Transfers.resumed("alert-1")).thenNothing();
        learned(again, AU, halted("alert-2"))
                .then(hasHalted(TARGET, 2), undoing(), giveBack())
                .thenStatus(Status.COMPENSATING);
    }

    @Test
    void a_halt_that_is_learned_after_the_resume_returns_nothing() {
        learned(resume(late()), AU, halted("alert-1"))
                .then(hasHalted(TARGET, 1))
                .thenStatus(Status.RUNNING);
    }

    @Test
    void a_resume_gives_both_regions_their_whole_time_again() {
        Story story = resume(late());
        story.after(DEADLINE).whenDeadlinesAreLookedAt().thenNothing();
        assertThat(alerts(story.after(LATE).whenDeadlinesAreLookedAt())).isEqualTo(1);
    }

    @Test
    void a_source_that_is_away_after_the_money_has_arrived_raises_one_alert_and_not_one_every_few_seconds() {
        Story halted = goOn(credited().after(LATE).whenDeadlinesAreLookedAt());
        Story going = Transfers.then(halted, AU, halted("alert-1")).thenStatus(Status.RUNNING);
        going.after(LATE.multipliedBy(1_000)).whenDeadlinesAreLookedAt().thenNothing();
        Transfers.then(going, UK, settled()).thenStatus(Status.COMPLETED);
    }

    @Test
    void nor_does_it_when_its_target_was_late_before() {
        Story arrived = Transfers.then(late(), AU, received());
        Story going = Transfers.then(arrived, AU, halted("alert-1")).thenStatus(Status.RUNNING);
        going.after(LATE.multipliedBy(1_000)).whenDeadlinesAreLookedAt().thenNothing();
    }

    @Test
    void a_row_that_disagrees_with_the_log_is_a_failure_of_its_own() {
        Outcomes.each(
                learned(Story.nothing(), UK, sent(), null),
                learned(Story.nothing(), UK, sent(), new Row(true, false, true, false)),
                learned(Story.nothing(), UK, sent(), new Row(true, true, false, true)),
                learned(underWay(), AU, received(), null),
                learned(underWay(), AU, received(), HAS_STARTED),
                learned(underWay(), AU, received(), new Row(true, true, false, true)),
                learned(credited(), UK, settled(), HAS_STARTED));
    }

    private static SupervisionEvent[] learnedEvents(Story story, Region region, LedgerEvent event) {
        return learned(story, region, event).events().toArray(SupervisionEvent[]::new);
    }

    private static final class Outcomes {

        static void each(Story.Outcome... outcomes) {
            for (Story.Outcome outcome : outcomes) {
                assertThat(outcome.events())
                        .filteredOn(AlertRaised.class::isInstance)
                        .hasSize(1)
                        .allSatisfy(raised ->
                                assertThat(((AlertRaised) raised).failure()).isEqualTo(FailureKind.ROW_DISAGREES));
                assertThat(goOn(outcome).transaction().alerts()).hasSize(1);
            }
        }
    }

    @Test
    void money_that_arrived_with_a_row_that_disagrees_stays_where_it_is() {
        Story halted = goOn(learned(underWay(), AU, received(), null)).thenStatus(Status.HALTED);
        learned(halted, AU, halted("alert-1"))
                .then(hasHalted(TARGET, 1), HAD_ARRIVED, lift(AU, 1), lift(UK, 1), settle());
    }

    @Test
    void a_row_that_disagrees_when_all_is_done_raises_an_alert_and_the_transfer_stays_completed() {
        goOn(learned(credited(), UK, settled(), null)).thenStatus(Status.COMPLETED);
    }

    @Test
    void behind_an_alert_a_row_that_disagrees_is_kept_as_evidence() {
        Story.Outcome refused = learned(underWay(), AU, refused(), IS_DONE);
        assertThat(alerts(refused)).isEqualTo(1);
        assertThat(goOn(refused).alert().evidence()).singleElement().satisfies(kept -> assertThat(kept.source())
                .isEqualTo(EvidenceSource.ROW));
        learned(late(), AU, received(), HAS_STARTED)
                .then(started(TARGET), completed(TARGET), Facts.keptRow(TARGET, ReportedState.COMPLETED));
        learned(late(), AU, halted("alert-1"), null)
                .then(hasHalted(TARGET, 1), undoing(), giveBack(), Facts.keptRow(TARGET, ReportedState.FAILED));
        learned(late(), UK, halted("alert-1"), null)
                .then(hasHalted(SOURCE, 1), Facts.keptRow(SOURCE, ReportedState.FAILED));
    }

    @Test
    void of_money_that_came_back_with_a_row_that_disagrees_everybody_is_told_again() {
        for (Row row : Arrays.asList(null, HAS_STARTED, new Row(true, true, false, true))) {
            Story story = learned(comingBack(), UK, returned(), row)
                    .then(
                            Facts.keptRow(SOURCE, ReportedState.COMPENSATED),
                            notUndone(SOURCE, OUR_WORDS),
                            compensated(SOURCE),
                            allUndone())
                    .thenStatus(Status.COMPENSATED);
            assertThat(story.alert().escalations()).isEqualTo(1);
            learned(story, UK, returned(), row).thenNothing();
        }
    }

    @Test
    void every_row_that_a_region_may_have_when_its_event_is_learned_agrees() {
        for (Row later : List.of(HAS_STARTED, IS_DONE, CAME_BACK)) {
            learned(Story.nothing(), UK, sent(), later).then(learnedEvents(Story.nothing(), UK, sent()));
        }
        for (Row row : List.of(Row.NONE, HAS_STARTED, IS_DONE, HAS_REFUSED)) {
            learned(late(), AU, halted("alert-1"), row).then(hasHalted(TARGET, 1), undoing(), giveBack());
        }
    }

    @Test
    void a_credit_behind_its_own_tombstone_cannot_be_and_if_it_is_everybody_is_told_again() {
        Story story = learned(comingBack(), AU, received())
                .then(kept(TARGET, ReportedState.COMPLETED, OUR_WORDS), notUndone(TARGET, OUR_WORDS))
                .thenStatus(Status.COMPENSATING);
        assertThat(story.alert().escalations()).isEqualTo(1);
        learned(story, AU, received()).thenNothing();
    }

    @Test
    void of_a_transfer_that_nobody_knows_nothing_is_believed_but_that_it_was_sent() {
        for (LedgerEvent event : List.of(received(), refused(), settled(), returned(), halted("alert-1"))) {
            assertThatThrownBy(() -> Transfers.decide(Story.nothing(), AU, event, IS_DONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no transfer is known");
        }
    }

    @Test
    void whatever_is_learned_again_changes_nothing() {
        everyStatus().forEach((name, story) -> facts().forEach((fact, region) -> {
            Story after = goOn(learned(story, region, fact));
            assertThat(learned(after, region, fact).verdict())
                    .as("%s, twice in %s", fact, name)
                    .isEqualTo(Verdict.NOTHING);
        }));
    }

    @Test
    void no_fact_raises_a_second_alert_without_a_resume() {
        everyStatus().forEach((name, story) -> facts().forEach((fact, region) -> {
            if (!story.transaction().mayAlert()) {
                assertThat(alerts(learned(story, region, fact, null)))
                        .as("%s in %s", fact, name)
                        .isZero();
            }
        }));
    }

    @Test
    void an_ended_transfer_does_not_change_its_status() {
        everyStatus().forEach((name, story) -> facts().forEach((fact, region) -> {
            if (story.transaction().status().ended()) {
                goOn(learned(story, region, fact))
                        .thenStatus(story.transaction().status());
            }
        }));
    }

    private static long alerts(Story.Outcome outcome) {
        return outcome.events().stream().filter(AlertRaised.class::isInstance).count();
    }

    private static Map<LedgerEvent, Region> facts() {
        Map<LedgerEvent, Region> facts = new LinkedHashMap<>();
        facts.put(sent(), UK);
        facts.put(received(), AU);
        facts.put(refused(), AU);
        facts.put(settled(), UK);
        facts.put(returned(), UK);
        facts.put(halted("alert-1"), AU);
        facts.put(halted("alert-2"), UK);
        return facts;
    }

    private static Map<String, Story> everyStatus() {
        Map<String, Story> stories = new LinkedHashMap<>();
        stories.put("under way", underWay());
        stories.put("arrived", credited());
        stories.put("completed", Transfers.then(credited(), UK, settled()));
        stories.put("late", late());
        stories.put("refused", Transfers.then(underWay(), AU, refused()));
        stories.put("late and arrived", Transfers.then(late(), AU, received()));
        stories.put("resumed", resume(late()));
        stories.put("late again", goOn(resume(late()).after(LATE).whenDeadlinesAreLookedAt()));
        stories.put("coming back", comingBack());
        stories.put("back", Transfers.then(comingBack(), UK, returned()));
        return stories;
    }
}
