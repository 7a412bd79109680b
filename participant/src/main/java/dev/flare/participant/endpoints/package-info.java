/** What the supervisor calls, for services without a framework. */
@NullMarked
package dev.flare.participant.endpoints;

import org.jspecify.annotations.NullMarked;
