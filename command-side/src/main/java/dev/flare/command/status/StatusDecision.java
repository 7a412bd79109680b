package dev.flare.command.status;

import dev.flare.command.account.Account;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountStatusChanged;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.ChangeAccountStatus;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.FreezeAccount;
import dev.flare.messages.ledger.UnfreezeAccount;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.AccountStatus;

/**
 * May an account be frozen, unfrozen, closed? Closing is for ever and needs an account without money, debts, holds and transfers
 * under way, which may have to come back to it.
 */
public final class StatusDecision {

    private static final String FIELD = "accountId";

    private StatusDecision() {}

    public static AccountStatusChanged decide(Account account, ChangeAccountStatus command) {
        Roles.existing(account, FIELD);
        return switch (command) {
            case FreezeAccount freeze -> {
                Roles.usable(account, FIELD);
                yield new AccountFrozen(account.id(), freeze.reason());
            }
            case UnfreezeAccount unfreeze -> {
                checkFrozen(account);
                yield new AccountUnfrozen(account.id(), unfreeze.reason());
            }
            case CloseAccount close -> {
                checkEmpty(account);
                yield new AccountClosed(account.id(), close.reason());
            }
        };
    }

    private static void checkFrozen(Account account) {
        if (account.status() != AccountStatus.FROZEN) {
            throw new RefusedException(RefusalCode.ACCOUNT_NOT_FROZEN, account.id() + " is not frozen", FIELD);
        }
    }

    private static void checkEmpty(Account account) {
        if (account.balance() != 0 || account.holds().total() != 0) {
            throw new RefusedException(
                    RefusalCode.ACCOUNT_NOT_EMPTY,
                    account.id() + " has a balance of " + account.balance() + " of which "
                            + account.holds().total() + " is held; both must be 0",
                    FIELD);
        }
        if (account.openTransfers() != 0) {
            throw new RefusedException(
                    RefusalCode.ACCOUNT_NOT_EMPTY,
                    account.id() + " has " + account.openTransfers()
                            + " transfers to other regions under way, which may come back",
                    FIELD);
        }
    }
}
