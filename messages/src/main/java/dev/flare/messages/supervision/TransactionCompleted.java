package dev.flare.messages.supervision;

/** Every participant has completed. */
public record TransactionCompleted(String transactionId) implements TransactionEvent {}
