/** Takes every region's log and tells how far it is. */
@NullMarked
package dev.flare.saga.following;

import org.jspecify.annotations.NullMarked;
