package dev.flare.saga.read;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.supervision.AlertAcknowledged;
import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.ParticipantCompensated;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.RegionHalted;
import dev.flare.messages.supervision.RowAgreed;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.messages.supervision.TransactionAbandoned;
import dev.flare.messages.supervision.TransactionCompensated;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionResumed;
import dev.flare.saga.answer.Action;
import dev.flare.saga.answer.AsOf;
import dev.flare.saga.answer.TransactionAnswer.ParticipantAnswer;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a transaction stands where it stands.
 *
 * @param chain everything that happened to it, in order
 * @param firstFailure what failed first, if anything did
 * @param actions what an operator may do now
 */
record Explanation(
        String transactionId,
        String type,
        Status status,
        List<ParticipantAnswer> participants,
        List<Step> chain,
        @Nullable Failure firstFailure,
        List<Action> actions,
        AsOf asOf) {

    /**
     * One event of a transaction.
     *
     * @param event its name on the wire
     * @param participant whom it is about, if it is one
     * @param says the same in words
     * @param correlationId of the request that led to it
     */
    record Step(
            long position,
            Instant recordedAt,
            String event,
            @Nullable String participant,
            String says,
            String correlationId) {

        static @Nullable Step of(StoredEvent stored) {
            return SupervisionNames.read(stored.type(), stored.payload()) instanceof TransactionEvent event
                    ? new Step(
                            stored.position(),
                            stored.recordedAt(),
                            stored.type(),
                            participantOf(event),
                            words(event),
                            stored.metadataAsMap().getOrDefault(MetadataKeys.CORRELATION_ID, ""))
                    : null;
        }
    }

    /** The first failing fact. */
    record Failure(
            String alertId, long position, Instant recordedAt, String participant, FailureKind failure, String reason) {

        static Failure of(Alert alert) {
            return new Failure(
                    alert.id(),
                    alert.raised().position(),
                    alert.raised().recordedAt(),
                    alert.participant(),
                    alert.failure(),
                    alert.reason());
        }
    }

    static Explanation of(
            Transaction transaction, List<ParticipantAnswer> participants, List<StoredEvent> events, AsOf asOf) {
        return new Explanation(
                transaction.id(),
                transaction.type(),
                transaction.status(),
                participants,
                events.stream().map(Step::of).filter(Objects::nonNull).toList(),
                transaction.lastAlert().map(Failure::of).orElse(null),
                Action.of(transaction),
                asOf);
    }

    private static @Nullable String participantOf(TransactionEvent event) {
        return switch (event) {
            case ParticipantStarted started -> started.participant();
            case ParticipantCompleted completed -> completed.participant();
            case ParticipantFailed failed -> failed.participant();
            case ParticipantCompensated compensated -> compensated.participant();
            case RowAgreed agreed -> agreed.participant();
            case EvidenceKept kept -> kept.participant();
            case AlertRaised raised -> raised.participant();
            case CompensationFailed failed -> failed.participant();
            case RegionHalted halted -> halted.participant();
            default -> null;
        };
    }

    private static String words(TransactionEvent event) {
        return switch (event) {
            case TransactionRegistered registered ->
                "under supervision, with "
                        + registered.participants().stream()
                                .map(EnlistedParticipant::name)
                                .collect(Collectors.joining(", "));
            case ParticipantStarted started -> started.participant() + " reported STARTED";
            case ParticipantCompleted completed -> completed.participant() + " reported COMPLETED";
            case ParticipantFailed failed -> failed.participant() + " reported FAILED" + because(failed.reason());
            case ParticipantCompensated compensated -> compensated.participant() + " is compensated";
            case RowAgreed agreed -> "the row of " + agreed.participant() + " agrees with its reports";
            case EvidenceKept kept ->
                kept.source() == EvidenceSource.REPORT
                        ? kept.participant() + " reported " + kept.state() + ", refused and kept as evidence"
                                + because(kept.reason())
                        : "the row of " + kept.participant() + " says " + kept.state() + because(kept.reason());
            case AlertRaised raised ->
                "first failure, " + raised.failure() + " of " + raised.participant() + because(raised.reason());
            case AlertAcknowledged seen -> "an operator has seen the alert" + because(seen.reason());
            case AlertDelivered delivered -> "the alert was told by " + delivered.channel();
            case TransactionHalted halted -> "halted: nobody may go on";
            case TransactionCompleted completed -> "every participant has completed";
            case TransactionResumed resumed -> "it goes on" + because(resumed.reason());
            case TransactionAbandoned abandoned -> "it was given up" + because(abandoned.reason());
            case CompensationStarted started ->
                "whoever started is to be compensated, in reverse order" + because(started.reason());
            case CompensationFailed failed ->
                failed.participant() + " could not be compensated" + because(failed.reason());
            case TransactionCompensated compensated -> "everything is undone";
            case StepRequested requested -> requested.region() + " is asked for " + requested.step();
            case RegionHalted halted -> "nothing further can happen in " + halted.participant();
        };
    }

    private static String because(@Nullable String reason) {
        return reason == null ? "" : ": " + reason;
    }
}
