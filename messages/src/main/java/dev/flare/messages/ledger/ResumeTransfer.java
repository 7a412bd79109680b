package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;

/** Lift the halt for an alert. */
public record ResumeTransfer(String transactionId, Region region, String alertId) implements TransferStep {}
