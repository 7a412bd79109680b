package dev.flare.integration.architecture.violation.flare.command;

/** Breaks a rule on purpose. */
record ReadsWhatIsTold(ToldDescription told) {}
