/** How one knows that two requests are one. */
@NullMarked
package dev.flare.web.idempotency;

import org.jspecify.annotations.NullMarked;
