package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Move money between two accounts. Within a region that is done at once; to another one this sends it on its way.
 *
 * @param amount in minor units, positive
 */
public record TransferMoney(
        String transferId,
        AccountId from,
        AccountId to,
        long amount,
        CurrencyCode currency,
        @Nullable String reference,
        @Nullable Instant effectiveAt,
        Map<String, Object> metadata)
        implements LedgerCommand {

    @Override
    public Region region() {
        return from.region();
    }
}
