/** Transactions are put under supervision, and participants report how far they are. */
@NullMarked
package dev.flare.saga.enlist;

import org.jspecify.annotations.NullMarked;
