package dev.flare.saga;

import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.callback.Callbacks;
import dev.flare.saga.canary.Canaries;
import dev.flare.saga.canary.CanaryHealth;
import dev.flare.saga.kafka.KafkaChannel;
import dev.flare.saga.lists.CanaryRows;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.work.WorkSignal;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Canaries, unless they are off. */
@Configuration(proxyBeanMethods = false)
@Conditional(CanaryConfiguration.Wanted.class)
class CanaryConfiguration {

    static final class Wanted implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return SagaSettings.canaries(new Settings(context.getEnvironment())).isPresent();
        }
    }

    @Bean(destroyMethod = "close")
    Canaries supervisorCanaries(
            SagaSettings settings,
            SupervisorLog log,
            Supervision supervision,
            TransactionReader reader,
            Callbacks callbacks,
            WorkSignal signal,
            Optional<KafkaChannel> kafka,
            MeterRegistry meters) {
        List<String> channels = SagaSupervisorConfiguration.channels(settings, callbacks, kafka).stream()
                .map(AlertChannel::name)
                .toList();
        return new Canaries(
                        settings.canaries().orElseThrow(),
                        channels,
                        supervision,
                        reader,
                        new CanaryRows(log.tables()),
                        signal,
                        SagaSupervisorConfiguration.CLOCK,
                        meters)
                .start();
    }

    @Bean
    CanaryHealth canaryHealthIndicator(Canaries canaries) {
        return new CanaryHealth(canaries, SagaSupervisorConfiguration.CLOCK);
    }
}
