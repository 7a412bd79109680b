/** Invoices: a participant of supervised transactions, {@code billing.invoices}. */
@NullMarked
package dev.flare.examples.billing;

import org.jspecify.annotations.NullMarked;
