package dev.flare.integration.architecture.violation.flare.eventstore;

import org.apache.kafka.common.TopicPartition;

/** Breaks a rule on purpose. */
final class KnowsKafka {

    TopicPartition first() {
        return new TopicPartition("flare", 0);
    }
}
