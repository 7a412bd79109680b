package dev.flare.integration.architecture.violation.flare.participant;

import org.springframework.context.ApplicationContext;

/** Breaks a rule on purpose. */
record KnowsSpring(ApplicationContext context) {}
