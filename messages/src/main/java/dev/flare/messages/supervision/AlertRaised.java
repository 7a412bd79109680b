package dev.flare.messages.supervision;

import java.util.List;

/**
 * The first failure of a transaction, or the first after it was resumed. Stored before anybody is told.
 *
 * @param type of the transaction
 * @param participant who failed
 * @param reason in the words of the participant, or ours
 * @param matrix every participant as it stood, the failure included
 * @param halts whether the transaction was still running, and is halted by the same append
 */
public record AlertRaised(
        String alertId,
        String transactionId,
        String type,
        String participant,
        FailureKind failure,
        String reason,
        List<MatrixRow> matrix,
        boolean halts)
        implements TransactionEvent {

    public AlertRaised {
        matrix = List.copyOf(matrix);
    }
}
