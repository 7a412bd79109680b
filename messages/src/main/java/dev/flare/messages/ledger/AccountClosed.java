package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** The account was empty and is never used again. */
public record AccountClosed(AccountId accountId, String reason) implements AccountStatusChanged {}
