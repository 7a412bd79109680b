package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Part of an account's money is held: it stays in the balance and cannot be spent but by capturing the hold.
 *
 * @param amount in minor units, positive
 * @param expiresAt from when on it cannot be captured, or null when it stays until captured or voided
 */
public record HoldAuthorised(
        String holdId,
        AccountId accountId,
        CurrencyCode currency,
        long amount,
        @Nullable Instant expiresAt,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements LedgerEvent {

    public HoldAuthorised {
        metadata = Map.copyOf(metadata);
    }

    @Override
    public Set<AccountId> accounts() {
        return Set.of(accountId);
    }
}
