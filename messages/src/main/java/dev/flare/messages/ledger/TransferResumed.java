package dev.flare.messages.ledger;

/** The halt for this alert holds no longer, or never will. */
public record TransferResumed(String transactionId, String alertId) implements TransferNotice {}
