package dev.flare.integration.architecture.violation.flare.eventstore.metrics;

import javax.sql.DataSource;

/** Breaks a rule on purpose. */
record KnowsTheDatabase(DataSource database) {}
