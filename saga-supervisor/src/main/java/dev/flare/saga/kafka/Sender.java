package dev.flare.saga.kafka;

import dev.flare.eventstore.relay.KafkaConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends single records, and says whether Kafka has them. Kafka may be away when it is made, and whenever else. */
final class Sender implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConnection kafka;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Producer<String, String> producer;
    private volatile boolean closed;

    Sender(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns when Kafka has acknowledged the record.
     *
     * @throws IOException when it has not within a few seconds: then it may have it or not
     */
    void send(String topic, String key, String value, Map<String, String> headers)
            throws IOException, InterruptedException {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer().send(record).get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refused(topic, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | KafkaException | IllegalStateException e) {
            throw refused(topic, e);
        }
    }

    private static IOException refused(String topic, Throwable why) {
        return new IOException(topic + " did not take it: " + why, why);
    }

    private Producer<String, String> producer() {
        Producer<String, String> open = producer;
        return open == null ? open() : open;
    }

    private Producer<String, String> open() {
        opening.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the supervisor is stopping");
            }
            Producer<String, String> open = producer;
            if (open == null) {
                open = new KafkaProducer<>(
                        kafka.client("flare-supervisor", Map.of(), must()),
                        new StringSerializer(),
                        new StringSerializer());
                producer = open;
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    private static Map<String, Object> must() {
        int millis = Math.toIntExact(PATIENCE.toMillis());
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                millis,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                millis);
    }

    @Override
    public void close() {
        opening.lock();
        try {
            closed = true;
            Producer<String, String> open = producer;
            if (open != null) {
                open.close(Duration.ofSeconds(1));
            }
        } finally {
            opening.unlock();
        }
    }
}
