package dev.flare.eventstore.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics that are missing, and leaves those that are there as they are. */
public final class Topics implements AutoCloseable {

    private final Admin admin;
    private final short replication;
    private final Duration patience;

    /** @param patience how long the brokers may take for an answer */
    public Topics(KafkaConnection kafka, String clientId, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        this.admin = Admin.create(kafka.client(
                clientId,
                Map.of(),
                Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis)));
        this.replication = kafka.replication();
        this.patience = patience;
    }

    /**
     * Makes a topic if it is missing.
     *
     * @param settings of the topic, beside how many copies must have a record before it is acknowledged: all but one, where
     *     Flare says how many there are
     * @throws IOException when the brokers do not answer, or refuse
     */
    public void make(String topic, int partitions, Map<String, String> settings)
            throws IOException, InterruptedException {
        if (exists(topic)) {
            return;
        }
        Map<String, String> all = new HashMap<>(settings);
        if (replication > 0) {
            all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(Math.max(1, replication - 1)));
        }
        NewTopic wanted = new NewTopic(topic, partitions, replication).configs(all);
        try {
            answer(admin.createTopics(List.of(wanted)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refused("the topic " + topic + " cannot be made", e);
            }
        }
    }

    private boolean exists(String topic) throws IOException, InterruptedException {
        try {
            answer(admin.describeTopics(List.of(topic)).allTopicNames());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw refused("the topic " + topic + " cannot be looked up", e);
        }
    }

    /** How many records its first partition has ever had. */
    long end(String topic) throws IOException, InterruptedException {
        TopicPartition first = new TopicPartition(topic, 0);
        try {
            return answer(admin.listOffsets(Map.of(first, OffsetSpec.latest())).partitionResult(first))
                    .offset();
        } catch (ExecutionException e) {
            throw refused("the end of " + topic + " cannot be looked up", e);
        }
    }

    private <T> T answer(KafkaFuture<T> future) throws ExecutionException, IOException, InterruptedException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Kafka does not answer within " + patience.toMillis() + " ms");
        }
    }

    private static IOException refused(String what, ExecutionException why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        return new IOException(what + ": " + cause, cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
