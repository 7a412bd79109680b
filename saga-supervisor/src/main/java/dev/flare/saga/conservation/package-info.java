/** Whether money between regions is neither made nor lost: compared all the time, and the flare when it is not. */
@NullMarked
package dev.flare.saga.conservation;

import org.jspecify.annotations.NullMarked;
