package dev.flare.integration.architecture.violation.flare.messages;

import dev.flare.integration.architecture.violation.flare.eventstore.NeedsMessages;

/** Breaks a rule on purpose. */
public record NeedsTheOther(NeedsMessages other) {}
