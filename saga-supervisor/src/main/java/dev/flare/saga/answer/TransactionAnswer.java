package dev.flare.saga.answer;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Noted;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction, with the matrix of its participants.
 *
 * @param alertId the alert that concerns it now
 * @param transfer what it is about when it is a transfer between regions
 */
public record TransactionAnswer(
        String transactionId,
        String type,
        Status status,
        OnFailure onFailure,
        @Nullable Instant registeredAt,
        List<ParticipantAnswer> participants,
        @Nullable String alertId,
        @Nullable TransferAnswer transfer) {

    /**
     * What a transfer between regions moves.
     *
     * @param amount in minor units
     * @param inTransit whether it has left its account and is neither back nor in the other
     * @param reverses the transfer that it takes back
     */
    public record TransferAnswer(
            AccountId from,
            AccountId to,
            long amount,
            CurrencyCode currency,
            @Nullable String reference,
            @Nullable String reverses,
            boolean inTransit) {

        static @Nullable TransferAnswer of(Transaction transaction) {
            TransferTerms terms = transaction.transfer();
            return terms == null
                    ? null
                    : new TransferAnswer(
                            terms.from(),
                            terms.to(),
                            terms.amount(),
                            terms.currency(),
                            terms.reference(),
                            terms.reverses(),
                            transaction.inTransit());
        }
    }

    /**
     * One row of the matrix.
     *
     * @param deadline as it was given
     * @param dueAt until when it must have completed; null as long as others come first
     * @param reason of its failure
     */
    public record ParticipantAnswer(
            String name,
            List<String> after,
            boolean hasStarted,
            boolean hasCompleted,
            boolean hasFailed,
            boolean hasCompensated,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt,
            Duration deadline,
            @Nullable Instant dueAt,
            @Nullable String reason) {

        static ParticipantAnswer of(Participant one) {
            return new ParticipantAnswer(
                    one.name(),
                    one.terms().after(),
                    one.started() != null,
                    one.completed() != null,
                    one.failed() != null,
                    one.compensated() != null,
                    instant(one.started()),
                    instant(one.completed()),
                    one.terms().deadline(),
                    one.dueAt(),
                    one.reason());
        }
    }

    public static TransactionAnswer of(Transaction transaction) {
        return new TransactionAnswer(
                transaction.id(),
                transaction.type(),
                transaction.status(),
                transaction.onFailure(),
                instant(transaction.registered()),
                transaction.participants().stream().map(ParticipantAnswer::of).toList(),
                transaction.lastAlert().map(Alert::id).orElse(null),
                TransferAnswer.of(transaction));
    }

    static @Nullable Instant instant(@Nullable Noted noted) {
        return noted == null ? null : noted.recordedAt();
    }
}
