@NullMarked
package dev.flare.eventstore;

import org.jspecify.annotations.NullMarked;
