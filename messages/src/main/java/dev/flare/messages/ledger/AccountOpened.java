package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account exists from now on, with a balance of zero.
 *
 * @param overdraftLimit in minor units, 0 or more: how far below zero the balance may go
 * @param metadata whatever the client wants to keep with the account; Flare does not read it
 */
public record AccountOpened(
        AccountId accountId,
        CurrencyCode currency,
        @Nullable String owner,
        long overdraftLimit,
        Map<String, Object> metadata)
        implements LedgerEvent {

    public AccountOpened {
        metadata = Map.copyOf(metadata);
    }

    @Override
    public Set<AccountId> accounts() {
        return Set.of(accountId);
    }
}
