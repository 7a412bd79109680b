/** flare verify: do the views equal the replay, is the log the one that it was? flare head: what to remember of it. */
@NullMarked
package dev.flare.standalone.verify;

import org.jspecify.annotations.NullMarked;
