package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;

/** Note that what was sent has arrived. */
public record SettleTransfer(String transactionId, Region region) implements TransferStep {}
