package dev.flare.messages.view;

import dev.flare.messages.shared.AccountId;

/** One account; answered by an {@link AccountAsOf}. */
public record GetAccount(AccountId accountId, Reading reading) {}
