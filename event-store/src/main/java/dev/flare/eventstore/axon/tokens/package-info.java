@NullMarked
package dev.flare.eventstore.axon.tokens;

import org.jspecify.annotations.NullMarked;
