package dev.flare.saga.kafka;

import dev.flare.web.settings.Settings;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether somebody has said where Kafka is. */
final class KafkaIsOn implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return new Settings(context.getEnvironment())
                .text(KafkaSettings.SERVERS)
                .isPresent();
    }
}
