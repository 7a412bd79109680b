@NullMarked
package dev.flare.eventstore.metrics;

import org.jspecify.annotations.NullMarked;
