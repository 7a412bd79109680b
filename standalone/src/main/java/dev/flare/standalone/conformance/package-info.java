/** {@code flare conformance}. */
@NullMarked
package dev.flare.standalone.conformance;

import org.jspecify.annotations.NullMarked;
