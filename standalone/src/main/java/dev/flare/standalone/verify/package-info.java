/** flare verify: do the views equal the replay? */
@NullMarked
package dev.flare.standalone.verify;

import org.jspecify.annotations.NullMarked;
