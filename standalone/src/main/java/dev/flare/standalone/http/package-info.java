/** Talking to a running Flare. */
@NullMarked
package dev.flare.standalone.http;

import org.jspecify.annotations.NullMarked;
