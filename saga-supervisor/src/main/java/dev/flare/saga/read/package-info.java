/** Transactions and alerts are read: as they are, at every past moment, and why. */
@NullMarked
package dev.flare.saga.read;

import org.jspecify.annotations.NullMarked;
