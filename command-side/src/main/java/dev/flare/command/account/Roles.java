package dev.flare.command.account;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;

/** What holds for every account in a command, whatever its role. */
public final class Roles {

    private Roles() {}

    /** World and clearing accounts are nobody's to command. */
    public static void checkNotReserved(AccountId id, String field) {
        if (id.isReserved()) {
            throw new RefusedException(
                    RefusalCode.RESERVED_ACCOUNT, id + " is kept by Flare itself and cannot be named", field);
        }
    }

    /** The currency of an account through which money may move now. */
    public static CurrencyCode usable(Account account, String field) {
        CurrencyCode currency = existing(account, field);
        switch (account.status()) {
            case FROZEN -> throw new RefusedException(RefusalCode.ACCOUNT_FROZEN, account.id() + " is frozen", field);
            case NOT_OPENED, OPEN, CLOSED -> {}
        }
        return currency;
    }

    /** The currency of an account that was opened and not closed. */
    public static CurrencyCode existing(Account account, String field) {
        CurrencyCode currency = account.currency();
        if (currency == null) {
            throw new RefusedException(RefusalCode.NOT_FOUND, "there is no account " + account.id(), field);
        }
        switch (account.status()) {
            case CLOSED -> throw new RefusedException(RefusalCode.ACCOUNT_CLOSED, account.id() + " is closed", field);
            case NOT_OPENED, OPEN, FROZEN -> {}
        }
        return currency;
    }

    /** Nothing is converted: what moves and where it is kept have one currency. */
    public static void checkCurrency(Account account, CurrencyCode currency) {
        if (!currency.equals(account.currency())) {
            throw new RefusedException(
                    RefusalCode.CURRENCY_MISMATCH,
                    account.id() + " is kept in " + account.currency() + ", not " + currency,
                    "currency");
        }
    }
}
