package dev.flare.integration.architecture.violation.flare.query.fold;

import javax.sql.DataSource;

/** Breaks a rule on purpose. */
record KnowsTheDatabase(DataSource database) {}
