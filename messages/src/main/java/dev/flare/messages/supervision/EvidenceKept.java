package dev.flare.messages.supervision;

import org.jspecify.annotations.Nullable;

/**
 * Something that came too late or cannot be is kept, and changes nothing but who must be compensated.
 *
 * @param state what the participant claims
 */
public record EvidenceKept(
        String transactionId,
        String participant,
        EvidenceSource source,
        ReportedState state,
        @Nullable String reason) implements TransactionEvent {}
