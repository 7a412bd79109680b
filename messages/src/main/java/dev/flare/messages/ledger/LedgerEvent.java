package dev.flare.messages.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.flare.messages.shared.AccountId;
import java.util.Set;

/** Every event of a region's ledger. */
public sealed interface LedgerEvent
        permits AccountOpened, AccountStatusChanged, MoneyEvent, HoldAuthorised, HoldReleased, TransferNotice {

    /** The accounts that are another than before, without those that no command may name. */
    @JsonIgnore
    Set<AccountId> accounts();
}
