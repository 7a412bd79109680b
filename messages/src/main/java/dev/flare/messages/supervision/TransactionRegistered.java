package dev.flare.messages.supervision;

import java.util.List;

/**
 * A transaction is under supervision from now on.
 *
 * @param type what kind of transaction it is, in the words of whoever registered it
 */
public record TransactionRegistered(
        String transactionId, String type, OnFailure onFailure, List<EnlistedParticipant> participants)
        implements TransactionEvent {

    public TransactionRegistered {
        participants = List.copyOf(participants);
    }
}
