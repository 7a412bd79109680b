package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** What was held can be spent again, because its time is over. */
public record HoldExpired(String holdId, AccountId accountId, long held) implements HoldReleased {}
