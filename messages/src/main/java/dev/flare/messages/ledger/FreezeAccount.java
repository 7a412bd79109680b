package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** Let no money in or out. */
public record FreezeAccount(AccountId accountId, String reason) implements ChangeAccountStatus {}
