package dev.flare.eventstore.relay;

import org.apache.kafka.common.errors.RecordTooLargeException;

/** Kafka did not take an event; everything before it was taken, and nothing after it is offered. */
final class NotPublishedException extends Exception {

    private static final String WHAT_TO_DO =
            "; it is not passed over, for the order is total: let the topic take it (max.message.bytes of the topic,"
                    + " max.request.size in flare.kafka.properties)";

    NotPublishedException(long position, String topic, Exception why) {
        super("position " + position + " is not in " + topic + ": " + why + advice(why), why);
    }

    private static String advice(Exception why) {
        return why instanceof RecordTooLargeException ? WHAT_TO_DO : "";
    }
}
