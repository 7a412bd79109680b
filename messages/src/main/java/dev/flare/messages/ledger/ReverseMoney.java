package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;

/**
 * Take back a movement.
 *
 * @param reverses the id of a transfer, capture, deposit or withdrawal
 */
public record ReverseMoney(String reversalId, String reverses, String reason) implements LedgerCommand {

    @Override
    public Region region() {
        return TransactionId.regionOf(reverses);
    }
}
