/** flare replay: what was known at a moment. */
@NullMarked
package dev.flare.standalone.replay;

import org.jspecify.annotations.NullMarked;
