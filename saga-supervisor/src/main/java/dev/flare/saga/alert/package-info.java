/** Tells people of alerts, by every channel that there is. */
@NullMarked
package dev.flare.saga.alert;

import org.jspecify.annotations.NullMarked;
