/** What is said of distributed transactions under supervision, and of the alerts they raise. */
@NullMarked
package dev.flare.messages.supervision;

import org.jspecify.annotations.NullMarked;
