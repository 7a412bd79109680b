package dev.flare.integration.architecture.violation.flare.command.pay;

import dev.flare.integration.architecture.violation.flare.command.refund.Refunds;

/** Breaks a rule on purpose. */
public record Pays(Refunds refunds) {}
