@NullMarked
package dev.flare.eventstore.axon;

import org.jspecify.annotations.NullMarked;
