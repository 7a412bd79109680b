package dev.flare.messages.ledger;

/**
 * No step of this distributed transaction that moves money forward may follow here: its supervisor has seen a failure.
 *
 * @param alertId of the failure; what halts for it is lifted by its {@link TransferResumed}, which may also come first
 */
public record TransferHalted(String transactionId, String alertId) implements TransferNotice {}
