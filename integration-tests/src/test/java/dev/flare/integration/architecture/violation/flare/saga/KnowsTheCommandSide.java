package dev.flare.integration.architecture.violation.flare.saga;

import dev.flare.command.region.Ledgers;

/** Breaks a rule on purpose. */
record KnowsTheCommandSide(Ledgers ledgers) {}
