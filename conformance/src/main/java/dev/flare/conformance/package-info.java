/** Asks a participant, over HTTP alone, everything that can happen to it in a supervised transaction. */
@NullMarked
package dev.flare.conformance;

import org.jspecify.annotations.NullMarked;
