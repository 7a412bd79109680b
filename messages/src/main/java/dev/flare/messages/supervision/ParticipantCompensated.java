package dev.flare.messages.supervision;

/** What a participant had done is undone. */
public record ParticipantCompensated(String transactionId, String participant) implements TransactionEvent {}
