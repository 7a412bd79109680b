/** Reports by Kafka, for services that have its client. */
@NullMarked
package dev.flare.participant.kafka;

import org.jspecify.annotations.NullMarked;
