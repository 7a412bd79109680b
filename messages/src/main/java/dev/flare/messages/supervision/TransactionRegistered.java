package dev.flare.messages.supervision;

import dev.flare.messages.shared.TransferTerms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction is under supervision from now on.
 *
 * @param type what kind of transaction it is, in the words of whoever registered it
 * @param transfer what it is about when it is a transfer between regions; null for what others registered
 * @param sentAt when the money of a transfer left, as its region recorded; null for what others registered, and where a supervisor
 *     of old did not say
 */
public record TransactionRegistered(
        String transactionId,
        String type,
        OnFailure onFailure,
        List<EnlistedParticipant> participants,
        @Nullable TransferTerms transfer,
        @Nullable Instant sentAt)
        implements TransactionEvent {

    public TransactionRegistered {
        participants = List.copyOf(participants);
    }

    /** Of what others registered. */
    public TransactionRegistered(
            String transactionId, String type, OnFailure onFailure, List<EnlistedParticipant> participants) {
        this(transactionId, type, onFailure, participants, null, null);
    }
}
