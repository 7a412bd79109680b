package dev.flare.benchmarks.relay;

import dev.flare.eventstore.relay.KafkaConnection;
import dev.flare.eventstore.relay.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The peer: an idempotent producer that has its records in memory, with as many batches on their way as Kafka allows. */
final class PlainProducer implements AutoCloseable {

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    /** What Kafka's clients do by themselves, or else the relay's batches and compression. */
    static final Map<String, Object> BY_ITSELF = Map.of();

    static final Map<String, Object> LIKE_THE_RELAY = Map.of(
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            512 * 1024,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4");

    PlainProducer(KafkaConnection kafka, String topic, Map<String, Object> settings)
            throws IOException, InterruptedException {
        this.topic = topic;
        try (Topics topics = new Topics(kafka, "bench-topics", Duration.ofSeconds(10))) {
            topics.make(topic, 1, Map.of("retention.ms", "-1"));
        }
        this.producer = new KafkaProducer<>(
                kafka.client(
                        "bench-plain",
                        settings,
                        Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends so many records and waits until all are acknowledged; how many a second that were. */
    double perSecond(List<byte[]> values, long number) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        long began = System.nanoTime();
        for (long i = 0; i < number; i++) {
            byte[] value = values.get((int) (i % values.size()));
            producer.send(new ProducerRecord<>(topic, 0, null, value), (at, why) -> {
                if (why != null) {
                    failure.set(why);
                }
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("the plain producer failed", failure.get());
        }
        return number * 1e9 / (System.nanoTime() - began);
    }

    void send(byte[] value) {
        producer.send(new ProducerRecord<>(topic, 0, null, value));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
