package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;

/**
 * Take back a transfer between regions that has arrived: a new transfer, from where the money is now.
 *
 * @param transferId of the new one
 * @param original as its region recorded it
 */
public record ReverseTransfer(String transferId, TransferSent original, String reason) implements LedgerCommand {

    @Override
    public Region region() {
        return original.to().region();
    }
}
