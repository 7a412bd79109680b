package dev.flare.command.account;

import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferNotice;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.view.AccountStatus;
import org.jspecify.annotations.Nullable;

/**
 * An account as decisions see it. Immutable.
 *
 * @param currency null while the account is not open
 * @param balance in minor units
 * @param openTransfers how many transfers to other regions are neither settled nor came back
 */
public record Account(
        AccountId id,
        AccountStatus status,
        @Nullable CurrencyCode currency,
        long balance,
        long overdraftLimit,
        Holds holds,
        int openTransfers) {

    /** Before anything happened. */
    public static Account unknown(AccountId id) {
        return new Account(id, AccountStatus.NOT_OPENED, null, 0, 0, Holds.NONE, 0);
    }

    /** What can leave the account now. */
    public long available() {
        return Math.subtractExact(Math.addExact(balance, overdraftLimit), holds.total());
    }

    /** The account after an event of which it is part. */
    public Account evolve(LedgerEvent event) {
        return switch (event) {
            case AccountOpened opened ->
                new Account(
                        id,
                        AccountStatus.OPEN,
                        opened.currency(),
                        balance,
                        opened.overdraftLimit(),
                        holds,
                        openTransfers);
            case AccountFrozen frozen -> now(AccountStatus.FROZEN);
            case AccountUnfrozen unfrozen -> now(AccountStatus.OPEN);
            case AccountClosed closed -> now(AccountStatus.CLOSED);
            case HoldAuthorised hold -> with(holds.plus(new Hold(hold.holdId(), hold.amount(), hold.expiresAt())));
            case HoldReleased released -> with(holds.minus(released.holdId()));
            case HoldCaptured captured -> with(holds.minus(captured.holdId())).moved(captured);
            case TransferSent sent -> moved(sent).underWay(1);
            case TransferReturned returned -> moved(returned).underWay(-1);
            case TransferSettled settled -> underWay(-1);
            case MoneyEvent moved -> moved(moved);
            case TransferNotice notice -> this;
        };
    }

    private Account now(AccountStatus after) {
        return new Account(id, after, currency, balance, overdraftLimit, holds, openTransfers);
    }

    private Account with(Holds after) {
        return new Account(id, status, currency, balance, overdraftLimit, after, openTransfers);
    }

    private Account underWay(int more) {
        return new Account(id, status, currency, balance, overdraftLimit, holds, openTransfers + more);
    }

    private Account moved(MoneyEvent moved) {
        long after = balance;
        for (Posting posting : moved.postings()) {
            if (posting.account().equals(id)) {
                after = Math.addExact(after, posting.amount());
            }
        }
        return new Account(id, status, currency, after, overdraftLimit, holds, openTransfers);
    }
}
