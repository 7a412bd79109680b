package dev.flare.command.account;

import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.shared.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a decision rests on.
 *
 * @param reversed whether the movement in question was taken back already
 * @param transit what is known here of the transfer between regions in question
 */
public record Facts(Map<AccountId, Account> accounts, boolean reversed, Transit transit) {

    /** One append is not to grow without bound; whatever is left ends with the next one. */
    private static final int EXPIRIES_MAX = 100;

    /** Of accounts alone. */
    public static Facts of(Map<AccountId, Account> accounts) {
        return new Facts(accounts, false, Transit.NOTHING);
    }

    public Payer payer(AccountId id) {
        return new Payer(account(id));
    }

    public Payee payee(AccountId id) {
        return new Payee(account(id));
    }

    public Account account(AccountId id) {
        Account account = accounts.get(id);
        if (account == null) {
            throw new IllegalArgumentException(id + " is outside the boundary of this decision");
        }
        return account;
    }

    /** The ends of the first holds of an account whose time is over, which nobody has recorded yet. */
    public List<LedgerEvent> expiries(AccountId id, Instant now) {
        List<LedgerEvent> expiries = new ArrayList<>();
        for (Hold hold : account(id).holds().over(now, EXPIRIES_MAX)) {
            expiries.add(new HoldExpired(hold.id(), id, hold.amount()));
        }
        return expiries;
    }

    /** The facts after further events. */
    public Facts evolve(List<? extends LedgerEvent> events) {
        if (events.isEmpty()) {
            return this;
        }
        Map<AccountId, Account> after = new HashMap<>(accounts);
        events.forEach(event -> evolve(after, event));
        return new Facts(after, reversed, transit);
    }

    /** Changes accounts in place, as far as they are among these. */
    public static void evolve(Map<AccountId, Account> accounts, LedgerEvent event) {
        event.accounts().forEach(id -> accounts.computeIfPresent(id, (same, account) -> account.evolve(event)));
    }
}
