package dev.flare.command.relay;

import dev.flare.command.CommandSettings;
import dev.flare.eventstore.metrics.RelayMetrics;
import dev.flare.eventstore.relay.KafkaConnection;
import dev.flare.eventstore.relay.Relays;
import dev.flare.messages.shared.Region;
import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What there is when {@code flare.kafka.bootstrap-servers} is set. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(RelayConfiguration.SERVERS)
public class RelayConfiguration {

    static final String SERVERS = "flare.kafka.bootstrap-servers";

    @Bean(destroyMethod = "close")
    Relays regionRelays(CommandSettings settings, Environment environment, Clock clock) {
        return new Relays(
                        settings.regions().stream().map(Region::name).toList(),
                        settings.server(),
                        kafka(new Settings(environment)),
                        clock)
                .start();
    }

    private static KafkaConnection kafka(Settings settings) {
        return new KafkaConnection(
                settings.text(SERVERS).orElseThrow(),
                settings.text("flare.kafka.properties").map(RelayConfiguration::file),
                (short) settings.number("flare.kafka.replication", KafkaConnection.AS_BROKERS_DO, -1, 100));
    }

    private static Path file(String name) {
        Path file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new WrongSettingException("FLARE_KAFKA_PROPERTIES: cannot read " + name);
        }
        return file;
    }

    @Bean
    RelayHealth relayHealthIndicator(Relays relays, Clock clock) {
        return new RelayHealth(relays, clock);
    }

    @Bean
    MeterBinder relayMetrics(Relays relays, Clock clock) {
        return new RelayMetrics(relays, clock);
    }
}
