package dev.flare.messages.supervision;

/** Everything that anybody had done is undone. */
public record TransactionCompensated(String transactionId) implements TransactionEvent {}
