package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Money leaves to the world. The currency is the account's.
 *
 * @param amount in minor units, positive
 */
public record WithdrawMoney(
        String withdrawalId,
        AccountId accountId,
        long amount,
        @Nullable String reference,
        @Nullable Instant effectiveAt,
        Map<String, Object> metadata)
        implements LedgerCommand {

    @Override
    public Region region() {
        return accountId.region();
    }
}
