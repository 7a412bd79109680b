package dev.flare.saga.kafka;

import dev.flare.eventstore.relay.KafkaConnection;
import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the supervisor is told of Kafka.
 *
 * @param group the consumer group that all supervisors of an installation share
 * @param partitions how many the topics of participants have that are made when they are missing
 * @param overtaking how long a report may be ahead of the registration of its transaction
 */
record KafkaSettings(KafkaConnection connection, String group, int partitions, Duration overtaking) {

    static final String SERVERS = "flare.kafka.bootstrap-servers";

    static KafkaSettings from(Settings settings) {
        KafkaConnection connection = new KafkaConnection(
                settings.text(SERVERS).orElseThrow(),
                settings.text("flare.kafka.properties").map(KafkaSettings::file),
                (short) settings.number("flare.kafka.replication", KafkaConnection.AS_BROKERS_DO, -1, 100));
        return new KafkaSettings(
                connection,
                settings.text("flare.kafka.group", "flare-supervisor"),
                settings.number("flare.kafka.partitions", 12, 1, 10_000),
                settings.duration("flare.kafka.overtaking", Duration.ofSeconds(5), Duration.ZERO));
    }

    private static Path file(String name) {
        Path file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new WrongSettingException("FLARE_KAFKA_PROPERTIES: cannot read " + name);
        }
        return file;
    }
}
