package dev.flare.messages.supervision;

/** A participant's own row was read and says what its reports say. */
public record RowAgreed(String transactionId, String participant) implements TransactionEvent {}
