/** Publishes a log to Kafka. Needs {@code kafka-clients}, which whoever uses it brings. */
@NullMarked
package dev.flare.eventstore.relay;

import org.jspecify.annotations.NullMarked;
