package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Region;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Open an account with a balance of zero. */
public record OpenAccount(
        AccountId accountId,
        CurrencyCode currency,
        @Nullable String owner,
        long overdraftLimit,
        Map<String, Object> metadata)
        implements LedgerCommand {

    @Override
    public Region region() {
        return accountId.region();
    }
}
