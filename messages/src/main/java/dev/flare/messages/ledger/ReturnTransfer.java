package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;

/** Give back what was sent, also to a frozen account. */
public record ReturnTransfer(String transactionId, Region region) implements TransferStep {}
