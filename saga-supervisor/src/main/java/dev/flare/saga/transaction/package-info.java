/**
 * One distributed transaction: what its events make of it, and what is decided on that. Pure functions; nothing here knows a
 * database, a network or a clock.
 */
@NullMarked
package dev.flare.saga.transaction;

import org.jspecify.annotations.NullMarked;
