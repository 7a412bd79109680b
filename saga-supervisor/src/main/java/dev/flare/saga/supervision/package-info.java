/** Carries out what is decided about transactions, on the supervisor's own event store. */
@NullMarked
package dev.flare.saga.supervision;

import org.jspecify.annotations.NullMarked;
