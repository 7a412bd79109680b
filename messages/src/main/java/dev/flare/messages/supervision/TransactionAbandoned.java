package dev.flare.messages.supervision;

/** A transaction was given up as it stands: by an operator, or by the supervisor when it is one of its canaries. */
public record TransactionAbandoned(String transactionId, String reason) implements TransactionEvent {}
