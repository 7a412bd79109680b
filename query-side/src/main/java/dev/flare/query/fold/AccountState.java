package dev.flare.query.fold;

import dev.flare.messages.view.AccountStatus;
import org.jspecify.annotations.Nullable;

/**
 * All that the events say about an account.
 *
 * @param owner null when nobody was named
 * @param metadata a JSON object, keys sorted
 * @param openedPosition where it was opened
 * @param position of the last event that changed it
 */
public record AccountState(
        String accountId,
        String currency,
        @Nullable String owner,
        long overdraftLimit,
        String metadata,
        long balance,
        long held,
        AccountStatus status,
        long openedPosition,
        long position) {

    AccountState posted(long amount, long at) {
        return new AccountState(
                accountId,
                currency,
                owner,
                overdraftLimit,
                metadata,
                Math.addExact(balance, amount),
                held,
                status,
                openedPosition,
                at);
    }

    /** @param amount negative when it can be spent again */
    AccountState held(long amount, long at) {
        long after = Math.addExact(held, amount);
        return new AccountState(
                accountId, currency, owner, overdraftLimit, metadata, balance, after, status, openedPosition, at);
    }

    AccountState now(AccountStatus after, long at) {
        return new AccountState(
                accountId, currency, owner, overdraftLimit, metadata, balance, held, after, openedPosition, at);
    }
}
