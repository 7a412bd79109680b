/** flare up: all sides in one process. */
@NullMarked
package dev.flare.standalone.up;

import org.jspecify.annotations.NullMarked;
