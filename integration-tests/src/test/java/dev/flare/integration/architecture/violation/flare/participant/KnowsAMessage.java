package dev.flare.integration.architecture.violation.flare.participant;

import dev.flare.messages.shared.Region;

/** Breaks a rule on purpose. */
record KnowsAMessage(Region region) {}
