package dev.flare.messages.supervision;

/** Every event of one distributed transaction. */
public sealed interface TransactionEvent extends SupervisionEvent
        permits TransactionRegistered,
                ParticipantStarted,
                ParticipantCompleted,
                ParticipantFailed,
                ParticipantCompensated,
                RowAgreed,
                EvidenceKept,
                AlertRaised,
                AlertAcknowledged,
                AlertDelivered,
                TransactionHalted,
                TransactionCompleted,
                TransactionResumed,
                TransactionAbandoned,
                CompensationStarted,
                CompensationFailed,
                TransactionCompensated,
                StepRequested,
                RegionHalted {

    String transactionId();
}
