package dev.flare.integration.architecture.violation.flare.command;

/** Is known to a class that is no controller. */
class ToldDescription {}
