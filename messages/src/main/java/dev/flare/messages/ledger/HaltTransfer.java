package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;

/** Let no further step of this transaction happen in a region, also when none has happened there yet. */
public record HaltTransfer(String transactionId, Region region, String alertId) implements TransferStep {}
