/** Every region's events on their way to Kafka, when somebody has said where Kafka is. */
@NullMarked
package dev.flare.command.relay;

import org.jspecify.annotations.NullMarked;
