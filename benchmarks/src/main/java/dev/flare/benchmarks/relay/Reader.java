package dev.flare.benchmarks.relay;

import dev.flare.eventstore.relay.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic with one partition. */
final class Reader implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partition;

    Reader(KafkaConnection kafka, String topic) {
        this.consumer = new KafkaConsumer<>(
                kafka.client("bench-reader", Map.of(), Map.of()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.partition = List.of(new TopicPartition(topic, 0));
        consumer.assign(partition);
    }

    /** The first values of the topic. */
    List<byte[]> first(int number) {
        consumer.seekToBeginning(partition);
        List<byte[]> values = new ArrayList<>();
        while (values.size() < number) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                values.add(record.value());
            }
        }
        return values;
    }

    void beginAtTheEnd() {
        consumer.seekToEnd(partition);
        consumer.position(partition.getFirst());
    }

    /** Waits for one more record. */
    void next() {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < until) {
            if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                return;
            }
        }
        throw new IllegalStateException("a record did not arrive within 30 s");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
