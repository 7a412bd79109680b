package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;

/** End a hold whose time is over. */
public record ExpireHold(String holdId) implements LedgerCommand {

    @Override
    public Region region() {
        return TransactionId.regionOf(holdId);
    }
}
