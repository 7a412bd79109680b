package dev.flare.integration.architecture.violation.flare.eventstore;

import org.axonframework.messaging.eventhandling.EventMessage;

/** Breaks a rule on purpose. */
record KnowsAxon(EventMessage event) {}
