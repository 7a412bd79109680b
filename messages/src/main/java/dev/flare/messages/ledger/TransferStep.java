package dev.flare.messages.ledger;

/**
 * A step that the supervisor of a transfer between regions asks one of them for. Each may come more than once, late, and before
 * those that it follows: what is done already is done once.
 */
public sealed interface TransferStep extends LedgerCommand
        permits ReceiveTransfer, HaltTransfer, ResumeTransfer, SettleTransfer, ReturnTransfer {

    String transactionId();
}
