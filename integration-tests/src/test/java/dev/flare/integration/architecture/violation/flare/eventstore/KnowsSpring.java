package dev.flare.integration.architecture.violation.flare.eventstore;

import org.springframework.context.ApplicationContext;

/** Breaks a rule on purpose. */
record KnowsSpring(ApplicationContext context) {}
