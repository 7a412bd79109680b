package dev.flare.eventstore.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, with commas between them
 * @param properties a file with further settings of Kafka's clients, such as {@code security.protocol} and
 *     {@code sasl.jaas.config}; what is secret is there and nowhere else
 * @param replication how many copies the topics have that are made when they are missing, or {@link #AS_BROKERS_DO}
 */
public record KafkaConnection(String bootstrapServers, Optional<Path> properties, short replication) {

    /** The brokers say how many copies a topic has. */
    public static final short AS_BROKERS_DO = -1;

    /** An outage writes a line every few seconds and not twenty a second. */
    private static final Map<String, Object> USUAL = Map.of(
            CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 200,
            CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);

    /**
     * The settings of one client: the usual ones, those of the file over them, and over these what must be so.
     *
     * @throws IllegalStateException when the file cannot be read
     */
    public Map<String, Object> client(String clientId, Map<String, Object> usual, Map<String, Object> must) {
        Map<String, Object> settings = new HashMap<>(USUAL);
        settings.putAll(usual);
        properties.ifPresent(file -> read(file).forEach((name, value) -> settings.put(String.valueOf(name), value)));
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.putAll(must);
        return settings;
    }

    private static Properties read(Path file) {
        Properties read = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            read.load(in);
            return read;
        } catch (IOException | IllegalArgumentException e) {
            // Not the cause: what it quotes may be a secret.
            throw new IllegalStateException("the settings of Kafka's clients cannot be read from " + file + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
