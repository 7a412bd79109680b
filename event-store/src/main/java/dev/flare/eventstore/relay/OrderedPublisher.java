package dev.flare.eventstore.relay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes records in the order of their positions and never one without those before it: with the first that Kafka does not
 * take, it ends. Then another one must be made, which goes on behind what was acknowledged.
 *
 * <p>Why there is never a hole: batches are given up by nobody but us (they do not expire), one is on its way at a time, and
 * when it fails, the producer is closed before the next is sent. What a closed one has still on its way may arrive late, but
 * begins no later than where its successor begins; so the first of all records of a position comes behind the first of the
 * position before, and whoever drops repeats sees each once and in order.
 */
final class OrderedPublisher implements AutoCloseable {

    /**
     * For throughput, over what Kafka's clients take by themselves; a file may say otherwise. A batch gathers behind the one that is on
     * its way: to wait for more would only keep a lone event.
     */
    private static final Map<String, Object> USUAL = Map.of(
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
            ProducerConfig.BUFFER_MEMORY_CONFIG, 32L * 1024 * 1024,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);

    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final Duration patience;
    private final AtomicBoolean ended = new AtomicBoolean();

    private long behind;
    private long lastSent;
    private long sent;
    private long answered;
    private long firstFailed = Long.MAX_VALUE;
    private @Nullable Exception failure;

    /** @param patience how long Kafka may acknowledge nothing while something is on its way */
    OrderedPublisher(KafkaConnection kafka, String topic, Duration patience) {
        this.topic = topic;
        this.patience = patience;
        this.producer = new KafkaProducer<>(
                kafka.client("flare-relay-" + topic, USUAL, must(patience)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static Map<String, Object> must(Duration patience) {
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                ProducerConfig.RETRIES_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                patience.toMillis());
    }

    /** What comes next is published behind this position. */
    synchronized void behind(long position) {
        if (answered != sent) {
            throw new IllegalStateException("something is still on its way to " + topic);
        }
        behind = position;
        lastSent = position;
    }

    /**
     * Sends one more, and waits only when so much is on its way that memory would grow.
     *
     * @throws NotPublishedException when this or an earlier one was not taken
     */
    void publish(long position, ProducerRecord<byte[], byte[]> record) throws NotPublishedException {
        requireWell();
        sending(position);
        try {
            producer.send(record, (at, why) -> answered(position, why));
        } catch (InterruptException e) {
            answered(position, e);
            throw e;
        } catch (RuntimeException e) {
            answered(position, e);
        }
        requireWell();
    }

    private synchronized void sending(long position) {
        sent++;
        lastSent = position;
    }

    private void answered(long position, @Nullable Exception why) {
        synchronized (this) {
            answered++;
            if (why != null) {
                firstFailed = Math.min(firstFailed, position);
                failure = failure == null ? why : failure;
            }
            if (why != null || answered == sent) {
                notifyAll();
            }
        }
        if (why != null) {
            endProducer();
        }
    }

    /**
     * Waits until Kafka has acknowledged everything.
     *
     * @throws NotPublishedException when it has not, also when it acknowledged nothing for as long as the patience lasts
     */
    void awaitAll() throws NotPublishedException, InterruptedException {
        awaitAnswers();
        requireWell();
    }

    private synchronized void awaitAnswers() throws InterruptedException {
        long seen = answered;
        long since = System.nanoTime();
        while (answered < sent && failure == null) {
            long left = patience.toNanos() - (System.nanoTime() - since);
            if (left <= 0) {
                failure = new TimeoutException("Kafka acknowledged nothing for " + patience.toMillis() + " ms");
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
            if (answered > seen) {
                seen = answered;
                since = System.nanoTime();
            }
        }
    }

    private void requireWell() throws NotPublishedException {
        Exception why = failure();
        if (why != null) {
            close();
            throw new NotPublishedException(acknowledged() + 1, topic, why);
        }
    }

    private synchronized @Nullable Exception failure() {
        return failure;
    }

    /** Up to where everything is in Kafka, once everything was acknowledged or this one is closed. */
    synchronized long acknowledged() {
        return answered < sent ? behind : Math.min(lastSent, firstFailed - 1);
    }

    /** Ends without waiting for what is on its way, which is answered as failed. */
    @Override
    public void close() {
        endProducer();
        awaitEnd();
    }

    /** Also called by the producer's own thread, between two batches. */
    private void endProducer() {
        if (ended.compareAndSet(false, true)) {
            producer.close(Duration.ZERO);
        }
    }

    private synchronized void awaitEnd() {
        long end = System.nanoTime() + LONGEST_END.toNanos();
        try {
            for (long left = 1; answered < sent && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
