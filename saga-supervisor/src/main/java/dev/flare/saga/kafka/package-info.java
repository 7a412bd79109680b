/** Participants and alerts over Kafka, for those who have set where it is. */
@NullMarked
package dev.flare.saga.kafka;

import org.jspecify.annotations.NullMarked;
