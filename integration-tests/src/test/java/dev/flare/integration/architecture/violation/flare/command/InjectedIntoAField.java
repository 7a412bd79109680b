package dev.flare.integration.architecture.violation.flare.command;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/** Breaks a rule on purpose. */
class InjectedIntoAField {
    @Autowired
    @Nullable
    Object it;
}
