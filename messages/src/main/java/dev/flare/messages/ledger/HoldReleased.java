package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import java.util.Set;

/** A hold ended and no money moved. */
public sealed interface HoldReleased extends LedgerEvent permits HoldVoided, HoldExpired {

    String holdId();

    AccountId accountId();

    /** All that was held, in minor units. */
    long held();

    @Override
    default Set<AccountId> accounts() {
        return Set.of(accountId());
    }
}
