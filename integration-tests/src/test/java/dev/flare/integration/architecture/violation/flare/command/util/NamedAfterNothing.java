package dev.flare.integration.architecture.violation.flare.command.util;

/** Breaks a rule on purpose. */
record NamedAfterNothing() {}
