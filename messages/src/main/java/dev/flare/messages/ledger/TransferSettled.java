package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import java.util.Set;

/** What an account sent to another region has arrived there: the transfer is no longer open. */
public record TransferSettled(String transactionId, AccountId accountId) implements TransferNotice {

    @Override
    public Set<AccountId> accounts() {
        return Set.of(accountId);
    }
}
