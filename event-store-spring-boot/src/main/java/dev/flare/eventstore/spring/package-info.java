@NullMarked
package dev.flare.eventstore.spring;

import org.jspecify.annotations.NullMarked;
