package dev.flare.integration.architecture.violation.flare.command;

import dev.flare.query.fold.Fold;

/** Breaks a rule on purpose. */
record KnowsTheQuerySide(Fold fold) {}
