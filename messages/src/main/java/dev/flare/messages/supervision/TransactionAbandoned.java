package dev.flare.messages.supervision;

/** An operator gave a transaction up as it stands. */
public record TransactionAbandoned(String transactionId, String reason) implements TransactionEvent {}
