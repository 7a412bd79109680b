/** The supervisor at work: deadlines, rows, compensations and alerts, as they fall due. */
@NullMarked
package dev.flare.saga.run;

import org.jspecify.annotations.NullMarked;
