package dev.flare.command.account;

import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import org.jspecify.annotations.Nullable;

/**
 * An account as decisions see it. Immutable.
 *
 * @param currency null while the account is not open
 * @param balance in minor units
 */
public record Account(AccountId id, @Nullable CurrencyCode currency, long balance, long overdraftLimit) {

    /** Before anything happened. */
    public static Account unknown(AccountId id) {
        return new Account(id, null, 0, 0);
    }

    public boolean isOpen() {
        return currency != null;
    }

    /** What can leave the account now. */
    public long available() {
        return Math.addExact(balance, overdraftLimit);
    }

    /** The account after an event of which it is part. */
    public Account evolve(LedgerEvent event) {
        return switch (event) {
            case AccountOpened opened -> new Account(id, opened.currency(), balance, opened.overdraftLimit());
            case MoneyEvent moved -> new Account(id, currency, balanceAfter(moved), overdraftLimit);
        };
    }

    private long balanceAfter(MoneyEvent moved) {
        long after = balance;
        for (Posting posting : moved.postings()) {
            if (posting.account().equals(id)) {
                after = Math.addExact(after, posting.amount());
            }
        }
        return after;
    }
}
