package dev.flare.integration.architecture.violation.flare.web;

import dev.flare.command.region.Ledgers;

/** Breaks a rule on purpose. */
record KnowsASide(Ledgers ledgers) {}
