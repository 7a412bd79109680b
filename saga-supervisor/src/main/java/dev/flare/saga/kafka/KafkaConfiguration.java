package dev.flare.saga.kafka;

import dev.flare.saga.supervision.Supervision;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What there is when {@code flare.kafka.bootstrap-servers} is set. */
@Configuration(proxyBeanMethods = false)
@Conditional(KafkaIsOn.class)
public class KafkaConfiguration {

    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    KafkaSettings supervisorKafkaSettings(Environment environment) {
        return KafkaSettings.from(new Settings(environment));
    }

    @Bean(destroyMethod = "close")
    Sender supervisorKafkaSender(KafkaSettings settings) {
        return new Sender(settings.connection());
    }

    @Bean
    KafkaChannel kafkaAlertChannel(Sender sender) {
        return new KafkaChannel(sender);
    }

    @Bean
    CompensationCommands compensationCommands(Sender sender) {
        return new CompensationCommands(sender);
    }

    @Bean(destroyMethod = "close")
    ReportIntake participantReportIntake(KafkaSettings settings, Supervision supervision, ParkedReports parked) {
        return new ReportIntake(settings, supervision, parked, CLOCK).start();
    }

    @Bean
    ReportIntakeHealth participantReportsHealthIndicator(ReportIntake intake) {
        return new ReportIntakeHealth(intake, CLOCK);
    }

    @Bean
    MeterBinder participantReportsMetrics(ReportIntake intake) {
        return new ReportIntakeMetrics(intake, CLOCK);
    }
}
