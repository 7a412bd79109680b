package dev.flare.integration.architecture.violation.flare.conformance;

import dev.flare.examples.billing.BillingService;

/** Breaks a rule on purpose. */
record KnowsAnExample(Class<BillingService> example) {

    BillingService none() {
        throw new IllegalStateException(example.getName());
    }
}
