package dev.flare.integration.architecture.violation.flare.conformance;

import dev.flare.participant.Row;

/** Breaks a rule on purpose. */
record KnowsTheLibrary(Row row) {}
