package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * Transfer what is held and end the hold.
 *
 * @param amount in minor units, or null for all that is held; the rest can be spent again
 */
public record CaptureHold(
        String transferId,
        String holdId,
        AccountId to,
        @Nullable Long amount) implements LedgerCommand {

    @Override
    public Region region() {
        return TransactionId.regionOf(holdId);
    }
}
