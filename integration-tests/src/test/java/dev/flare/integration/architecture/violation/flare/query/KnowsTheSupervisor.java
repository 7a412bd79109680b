package dev.flare.integration.architecture.violation.flare.query;

import dev.flare.saga.SagaSupervisorConfiguration;

/** Breaks a rule on purpose. */
record KnowsTheSupervisor(SagaSupervisorConfiguration settings) {}
