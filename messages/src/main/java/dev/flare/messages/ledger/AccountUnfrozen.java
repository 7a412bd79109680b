package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** The account may be used again. */
public record AccountUnfrozen(AccountId accountId, String reason) implements AccountStatusChanged {}
