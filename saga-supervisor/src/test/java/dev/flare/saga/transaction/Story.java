package dev.flare.saga.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionTypeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Given events, when something is decided, then events. Its alerts are called alert-1, alert-2, ... in their order, whatever
 * their ids are.
 *
 * @param now the moment at which the next events are recorded and the next decision is made
 */
record Story(Transaction transaction, TypeRules rules, Instant now) {

    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    static Story nothing() {
        return new Story(Transaction.unknown(Facts.TX), TypeRules.usual(Facts.TYPE), START);
    }

    static Story registered(OnFailure onFailure, EnlistedParticipant... participants) {
        return nothing().given(new TransactionRegistered(Facts.TX, Facts.TYPE, onFailure, List.of(participants)));
    }

    Story given(SupervisionEvent... events) {
        Transaction next = transaction;
        TypeRules ruled = rules;
        for (SupervisionEvent event : events) {
            switch (event) {
                case TransactionEvent one ->
                    next = next.evolve(one, new Noted(next.changed().position() + 1, now), "correlation");
                case TransactionTypeEvent one -> ruled = ruled.evolve(one);
            }
        }
        return new Story(next, ruled, now);
    }

    Story after(Duration passed) {
        return new Story(transaction, rules, now.plus(passed));
    }

    Outcome when(Function<Case, Verdict> decide) {
        Verdict verdict = decide.apply(new Case(transaction, rules, now));
        return new Outcome(this, verdict, called(verdict.events()));
    }

    Outcome whenReported(String participant, ReportedState state) {
        return whenReported(participant, state, null);
    }

    Outcome whenReported(String participant, ReportedState state, @Nullable String reason) {
        return when(new ReportDecision(participant, state, reason)::decide);
    }

    Outcome whenDeadlinesAreLookedAt() {
        return when(DeadlineDecision::decide);
    }

    Outcome whenOperator(OperatorDecision.Act act, String reason) {
        return when(given -> OperatorDecision.decide(given, act, reason));
    }

    Outcome whenAcknowledged(String alertId, String reason) {
        return when(given -> OperatorDecision.acknowledge(given, alertId, reason));
    }

    Outcome whenRowIsRead(String participant, Row row) {
        return when(given -> RowDecision.read(given, participant, row));
    }

    Outcome whenRowIsUnreachable(String participant) {
        return when(given -> RowDecision.unreachable(given, participant, "connection refused"));
    }

    Outcome whenCompensated(String participant) {
        return when(given -> CompensationDecision.done(given, participant));
    }

    Outcome whenCompensationFails(String participant, String reason) {
        return when(given -> CompensationDecision.failed(given, participant, reason));
    }

    Story thenStatus(Status status) {
        assertThat(transaction.status()).isEqualTo(status);
        return this;
    }

    Story thenMatrix(String... rows) {
        assertThat(transaction.matrix()).isEqualTo(Facts.matrix(rows));
        return this;
    }

    Participant participant(String name) {
        return transaction.participant(name).orElseThrow();
    }

    Alert alert() {
        return transaction.lastAlert().orElseThrow();
    }

    /** Who is to be compensated next, or nobody. */
    String next() {
        return transaction.nextToCompensate().map(Participant::name).orElse("nobody");
    }

    private List<SupervisionEvent> called(List<SupervisionEvent> events) {
        String alertId = "alert-" + (transaction.alerts().size() + 1);
        Set<String> raisedNow = events.stream()
                .filter(AlertRaised.class::isInstance)
                .map(event -> ((AlertRaised) event).alertId())
                .collect(Collectors.toSet());
        List<SupervisionEvent> called = new ArrayList<>();
        for (SupervisionEvent event : events) {
            called.add(
                    switch (event) {
                        case AlertRaised raised ->
                            new AlertRaised(
                                    alertId,
                                    raised.transactionId(),
                                    raised.type(),
                                    raised.participant(),
                                    raised.failure(),
                                    raised.reason(),
                                    raised.matrix(),
                                    raised.halts());
                        case TransactionHalted halted -> new TransactionHalted(halted.transactionId(), alertId);
                        case IntakeStopped stopped -> new IntakeStopped(stopped.type(), alertId);
                        case StepRequested step
                        when raisedNow.contains(String.valueOf(step.alertId())) ->
                            new StepRequested(
                                    step.transactionId(),
                                    step.region(),
                                    step.step(),
                                    alertId,
                                    step.terms(),
                                    step.sentAt());
                        default -> event;
                    });
        }
        return called;
    }

    /** What was decided. Whatever is asserted of it, the story goes on with its events. */
    record Outcome(Story before, Verdict verdict, List<SupervisionEvent> events) {

        /** Exactly these events, and no refusal. */
        Story then(SupervisionEvent... expected) {
            assertThat(verdict.refusal()).isNull();
            assertThat(verdict.earlier()).isNull();
            return thenEvents(expected);
        }

        /** A refusal together with exactly these events. */
        Story thenRefused(RefusalCode code, SupervisionEvent... expected) {
            assertThat(verdict.refusal()).isNotNull();
            assertThat(verdict.refusal().code()).isEqualTo(code);
            assertThat(verdict.refusal().detail()).isNotBlank();
            return thenEvents(expected);
        }

        Story thenNothing() {
            assertThat(verdict).isEqualTo(Verdict.NOTHING);
            return before;
        }

        /** The answer of that earlier event once more. */
        Story thenRepeated(@Nullable Noted earlier) {
            assertThat(earlier).isNotNull();
            assertThat(verdict.refusal()).isNull();
            assertThat(verdict.events()).isEmpty();
            assertThat(verdict.earlier()).isEqualTo(earlier);
            return before;
        }

        private Story thenEvents(SupervisionEvent... expected) {
            List<SupervisionEvent> compared = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                compared.add(i < expected.length ? inOurWords(events.get(i), expected[i]) : events.get(i));
            }
            assertThat(compared).containsExactly(expected);
            return before.given(events.toArray(SupervisionEvent[]::new));
        }

        /** An event whose reason nobody cares about. */
        private static SupervisionEvent inOurWords(SupervisionEvent actual, SupervisionEvent expected) {
            return switch (expected) {
                case AlertRaised wanted
                when Facts.OUR_WORDS.equals(wanted.reason())
                        && actual instanceof AlertRaised raised
                        && !raised.reason().isBlank() ->
                    new AlertRaised(
                            raised.alertId(),
                            raised.transactionId(),
                            raised.type(),
                            raised.participant(),
                            raised.failure(),
                            Facts.OUR_WORDS,
                            raised.matrix(),
                            raised.halts());
                case CompensationFailed wanted
                when Facts.OUR_WORDS.equals(wanted.reason())
                        && actual instanceof CompensationFailed notUndone
                        && !notUndone.reason().isBlank() ->
                    new CompensationFailed(notUndone.transactionId(), notUndone.participant(), Facts.OUR_WORDS);
                case EvidenceKept wanted
                when Facts.OUR_WORDS.equals(wanted.reason())
                        && actual instanceof EvidenceKept kept
                        && kept.reason() != null ->
                    new EvidenceKept(
                            kept.transactionId(), kept.participant(), kept.source(), kept.state(), Facts.OUR_WORDS);
                default -> actual;
            };
        }
    }
}
