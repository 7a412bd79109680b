package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;

/** Says what may be done with an account from now on. */
public sealed interface ChangeAccountStatus extends LedgerCommand permits FreezeAccount, UnfreezeAccount, CloseAccount {

    AccountId accountId();

    String reason();

    @Override
    default Region region() {
        return accountId().region();
    }
}
