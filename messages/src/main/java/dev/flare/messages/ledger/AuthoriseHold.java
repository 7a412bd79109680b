package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hold part of an account's money for a later transfer. The currency is the account's.
 *
 * @param amount in minor units, positive
 * @param expiresAt null for a hold that stays until it is captured or voided
 */
public record AuthoriseHold(
        String holdId,
        AccountId accountId,
        long amount,
        @Nullable Instant expiresAt,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements LedgerCommand {

    @Override
    public Region region() {
        return accountId.region();
    }
}
