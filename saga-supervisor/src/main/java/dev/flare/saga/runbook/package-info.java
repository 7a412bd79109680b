/** What to do about each kind of failure, told by the supervisor itself. */
@NullMarked
package dev.flare.saga.runbook;

import org.jspecify.annotations.NullMarked;
