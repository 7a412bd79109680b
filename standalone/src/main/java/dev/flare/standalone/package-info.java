/** The flare command line. */
@NullMarked
package dev.flare.standalone;

import org.jspecify.annotations.NullMarked;
