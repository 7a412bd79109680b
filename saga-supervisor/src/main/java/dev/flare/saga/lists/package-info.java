/** Transactions and alerts as they stand, in tables that follow the supervisor's log. */
@NullMarked
package dev.flare.saga.lists;

import org.jspecify.annotations.NullMarked;
