package dev.flare.integration.architecture.violation.flare.command;

import org.springframework.web.bind.annotation.RestController;

/** Breaks a rule on purpose. */
@RestController
class ExposedController {
    static int calls() {
        return 1;
    }
}
