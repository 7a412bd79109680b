package dev.flare.integration.architecture.violation.flare.messages;

import dev.flare.eventstore.EventReader;

/** Breaks a rule on purpose. */
record KnowsTheStore(EventReader reader) {}
