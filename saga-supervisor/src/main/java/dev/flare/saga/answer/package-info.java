/** Transactions and alerts in the form in which clients get them. */
@NullMarked
package dev.flare.saga.answer;

import org.jspecify.annotations.NullMarked;
