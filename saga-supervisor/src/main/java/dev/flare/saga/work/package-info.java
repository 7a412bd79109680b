/** What is to be done for transactions, when, and by whom of several supervisors. */
@NullMarked
package dev.flare.saga.work;

import org.jspecify.annotations.NullMarked;
