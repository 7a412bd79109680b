package dev.flare.messages.supervision;

import org.jspecify.annotations.Nullable;

/** A participant reported that it cannot do its work. */
public record ParticipantFailed(
        String transactionId, String participant, @Nullable String reason) implements TransactionEvent {}
