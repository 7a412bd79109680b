package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** Let a frozen account be used again. */
public record UnfreezeAccount(AccountId accountId, String reason) implements ChangeAccountStatus {}
