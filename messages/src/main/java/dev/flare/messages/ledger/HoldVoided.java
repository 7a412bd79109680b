package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;

/** What was held can be spent again, because somebody said so. */
public record HoldVoided(String holdId, AccountId accountId, long held, String reason) implements HoldReleased {}
