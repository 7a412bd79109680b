package dev.flare.integration.architecture.violation.flare.command.refund;

import dev.flare.integration.architecture.violation.flare.command.pay.Pays;
import java.util.List;

/** Breaks a rule on purpose. */
public record Refunds(List<Pays> pays, Pays first) {}
