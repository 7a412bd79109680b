package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import java.util.Set;

/** What a region noted of a distributed transaction without moving money. */
public sealed interface TransferNotice extends LedgerEvent
        permits TransferRefused, TransferSettled, TransferHalted, TransferResumed {

    String transactionId();

    @Override
    default Set<AccountId> accounts() {
        return Set.of();
    }
}
