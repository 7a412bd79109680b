package dev.flare.integration.architecture.violation.flare.command.deposit;

import org.springframework.context.ApplicationContext;

/** Breaks a rule on purpose. */
record KnowsSpringDecision(ApplicationContext context) {}
