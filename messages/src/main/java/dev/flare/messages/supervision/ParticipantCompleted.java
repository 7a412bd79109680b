package dev.flare.messages.supervision;

/** A participant reported that its work is done. */
public record ParticipantCompleted(String transactionId, String participant) implements TransactionEvent {}
