package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;

/** End a hold without moving money. */
public record VoidHold(String holdId, String reason) implements LedgerCommand {

    @Override
    public Region region() {
        return TransactionId.regionOf(holdId);
    }
}
