/** Transactions that fail on purpose, so that it shows at once when failures go unnoticed or untold. */
@NullMarked
package dev.flare.saga.canary;

import org.jspecify.annotations.NullMarked;
