/** What is asked of participants over HTTP: their own rows, and to undo their work. */
@NullMarked
package dev.flare.saga.callback;

import org.jspecify.annotations.NullMarked;
