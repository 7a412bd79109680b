package dev.flare.integration.architecture.violation.flare.eventstore;

import io.micrometer.core.instrument.MeterRegistry;

/** Breaks a rule on purpose. */
record KnowsMicrometer(MeterRegistry meters) {}
