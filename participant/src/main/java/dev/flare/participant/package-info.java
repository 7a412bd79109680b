/**
 * For a service that takes part in supervised transactions: what it started, completed and undid is a row in its own database,
 * written in the same local transaction as the work itself, and reported from there.
 */
@NullMarked
package dev.flare.participant;

import org.jspecify.annotations.NullMarked;
