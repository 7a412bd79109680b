/** The supervisor as a whole: its settings, its tables, its application. */
@NullMarked
package dev.flare.saga;

import org.jspecify.annotations.NullMarked;
