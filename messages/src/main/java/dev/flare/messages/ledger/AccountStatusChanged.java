package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import java.util.Set;

/** From now on something else may be done with the account. */
public sealed interface AccountStatusChanged extends LedgerEvent permits AccountFrozen, AccountUnfrozen, AccountClosed {

    AccountId accountId();

    /** Why, in the words of whoever asked for it. */
    String reason();

    @Override
    default Set<AccountId> accounts() {
        return Set.of(accountId());
    }
}
