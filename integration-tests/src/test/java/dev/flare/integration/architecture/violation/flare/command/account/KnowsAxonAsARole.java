package dev.flare.integration.architecture.violation.flare.command.account;

import org.axonframework.messaging.eventhandling.EventMessage;

/** Breaks a rule on purpose. */
record KnowsAxonAsARole(EventMessage event) {}
