package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** No money comes in or goes out, but for reversals and what is owed to the account. */
public record AccountFrozen(AccountId accountId, String reason) implements AccountStatusChanged {}
