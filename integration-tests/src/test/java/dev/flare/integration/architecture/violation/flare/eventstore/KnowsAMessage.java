package dev.flare.integration.architecture.violation.flare.eventstore;

import dev.flare.messages.shared.AccountId;

/** Breaks a rule on purpose. */
record KnowsAMessage(AccountId account) {}
