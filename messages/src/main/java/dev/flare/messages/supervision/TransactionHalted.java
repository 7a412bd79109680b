package dev.flare.messages.supervision;

/** No participant may go on from now on. */
public record TransactionHalted(String transactionId, String alertId) implements TransactionEvent {}
