package dev.flare.integration.architecture.violation.flare.command;

/** Breaks a rule on purpose. */
class CallsAController {
    int calls() {
        return ExposedController.calls();
    }
}
