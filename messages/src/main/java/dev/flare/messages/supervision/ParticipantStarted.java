package dev.flare.messages.supervision;

/** A participant reported that it starts. */
public record ParticipantStarted(String transactionId, String participant) implements TransactionEvent {}
