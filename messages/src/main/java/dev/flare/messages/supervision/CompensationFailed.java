package dev.flare.messages.supervision;

/** A participant could not be compensated. It is tried on, and its alert is sent again. */
public record CompensationFailed(String transactionId, String participant, String reason) implements TransactionEvent {}
