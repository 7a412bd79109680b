package dev.flare.saga.answer;

import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.MatrixRow;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.saga.transaction.Evidence;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.Pending;
import dev.flare.saga.work.Work;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An alert, with all that an operator needs to act.
 *
 * @param type of the transaction
 * @param participant who failed first
 * @param failure what kind of failure it was
 * @param matrix every participant as it stood
 * @param next what happens now, in words
 * @param actions what an operator may do now
 * @param runbook where that kind of failure is explained
 */
public record AlertAnswer(
        String alertId,
        String transactionId,
        String type,
        String participant,
        FailureKind failure,
        String reason,
        Instant raisedAt,
        AlertStatus status,
        String correlationId,
        List<MatrixRow> matrix,
        List<EvidenceAnswer> evidence,
        List<DeliveryAnswer> deliveries,
        int escalations,
        String next,
        List<Action> actions,
        String runbook,
        @Nullable Acknowledgement acknowledgement) {

    /** What came after the first failure. */
    public record EvidenceAnswer(
            long position,
            Instant recordedAt,
            String participant,
            EvidenceSource source,
            ReportedState state,
            @Nullable String reason) {

        static EvidenceAnswer of(Evidence evidence) {
            return new EvidenceAnswer(
                    evidence.at().position(),
                    evidence.at().recordedAt(),
                    evidence.participant(),
                    evidence.source(),
                    evidence.state(),
                    evidence.reason());
        }
    }

    /**
     * How a channel has fared with it.
     *
     * @param status DELIVERED or PENDING
     * @param nextAttemptAt null when it is delivered
     * @param failure what the last attempt failed with, while it is pending
     */
    public record DeliveryAnswer(
            String channel,
            String status,
            int attempts,
            @Nullable Instant deliveredAt,
            @Nullable Instant nextAttemptAt,
            @Nullable String failure) {}

    /** That an operator has seen it. */
    public record Acknowledgement(Instant at, String reason) {}

    /** @param pending what is still to be done for its transaction, as far as that is known */
    public static AlertAnswer of(Transaction transaction, Alert alert, List<Pending> pending) {
        return new AlertAnswer(
                alert.id(),
                transaction.id(),
                transaction.type(),
                alert.participant(),
                alert.failure(),
                alert.reason(),
                alert.raised().recordedAt(),
                alert.status(),
                alert.correlationId(),
                alert.matrix(),
                alert.evidence().stream().map(EvidenceAnswer::of).toList(),
                deliveries(alert, pending),
                alert.escalations(),
                next(transaction),
                Action.of(transaction),
                "/runbooks/" + alert.failure().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                acknowledgement(alert));
    }

    private static List<DeliveryAnswer> deliveries(Alert alert, List<Pending> pending) {
        Stream<DeliveryAnswer> delivered = alert.deliveries().stream()
                .map(one ->
                        new DeliveryAnswer(one.channel(), "DELIVERED", one.attempts(), one.deliveredAt(), null, null));
        Stream<DeliveryAnswer> open = pending.stream()
                .filter(one -> one.subject().startsWith(alert.id() + "/"))
                .map(one -> new DeliveryAnswer(
                        Work.channel(one.queue()), "PENDING", one.attempts(), null, one.nextAt(), one.failure()))
                .filter(one -> !alert.wasDelivered(one.channel(), alert.escalations()));
        return Stream.concat(delivered, open).toList();
    }

    private static String next(Transaction transaction) {
        return switch (transaction.status()) {
            case HALTED ->
                transaction.onFailure() == OnFailure.HOLD
                        ? "it waits for an operator"
                        : "whoever started is compensated, in reverse order";
            case COMPENSATING ->
                transaction
                        .nextToCompensate()
                        .map(one -> one.name() + " is compensated next")
                        .orElse("rows of participants that reported nothing are read");
            case RUNNING -> "it goes on";
            case COMPLETED -> "it had completed; somebody has to look into it";
            case COMPENSATED -> "everything is undone";
            case ABANDONED -> "it stays as it is";
            case NOT_REGISTERED -> "";
        };
    }

    private static @Nullable Acknowledgement acknowledgement(Alert alert) {
        return alert.acknowledged() == null || alert.acknowledgement() == null
                ? null
                : new Acknowledgement(alert.acknowledged().recordedAt(), alert.acknowledgement());
    }
}
