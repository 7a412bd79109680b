package dev.flare.saga;

import dev.flare.saga.following.FollowedRegions;
import dev.flare.saga.following.PositionsController;
import dev.flare.web.following.FollowersHealth;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The supervisor's beans. Needs {@code flare.regions} and {@code flare.saga.postgres.url-template}, {@code .user} and
 * {@code .password}; the tables must be there ({@link SagaSchema}).
 */
@Configuration(proxyBeanMethods = false)
public class SagaSupervisorConfiguration {

    /** Deadlines of transactions are missed by whoever learns late; an idle follower takes a step a second. */
    private static final FollowersHealth.Limits LIMITS =
            new FollowersHealth.Limits(Duration.ofSeconds(15), Duration.ofSeconds(60));

    @Bean
    SagaSettings sagaSettings(Environment environment) {
        return SagaSettings.from(new Settings(environment));
    }

    @Bean(destroyMethod = "close")
    FollowedRegions followedRegions(SagaSettings settings, MeterRegistry meters) {
        return FollowedRegions.follow(settings.regions(), settings.server(), Clock.systemUTC(), meters);
    }

    @Bean
    FollowersHealth sagaSupervisorHealthIndicator(FollowedRegions regions) {
        return new FollowersHealth(regions.reports(), LIMITS, Clock.systemUTC());
    }

    @Bean
    MeterBinder sagaSupervisorMetrics(FollowedRegions regions) {
        return regions.metrics(Clock.systemUTC());
    }

    @Bean
    PositionsController sagaSupervisorPositionsController(FollowedRegions regions) {
        return new PositionsController(regions);
    }
}
