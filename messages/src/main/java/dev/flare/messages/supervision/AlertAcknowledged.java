package dev.flare.messages.supervision;

/** An operator has seen an alert. */
public record AlertAcknowledged(String alertId, String transactionId, String reason) implements TransactionEvent {}
