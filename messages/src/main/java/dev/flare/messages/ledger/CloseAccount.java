package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** Let an empty account never be used again. */
public record CloseAccount(AccountId accountId, String reason) implements ChangeAccountStatus {}
