package dev.flare.saga;

import dev.flare.saga.following.FollowedRegions;
import dev.flare.saga.following.FollowingHealth;
import dev.flare.saga.following.PositionsController;
import dev.flare.web.settings.Settings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The supervisor's beans. Needs {@code flare.regions} and {@code flare.saga.postgres.url-template}, {@code .user} and
 * {@code .password}; the tables must be there ({@link SagaSchema}).
 */
@Configuration(proxyBeanMethods = false)
public class SagaSupervisorConfiguration {

    @Bean
    SagaSettings sagaSettings(Environment environment) {
        return SagaSettings.from(new Settings(environment));
    }

    @Bean(destroyMethod = "close")
    FollowedRegions followedRegions(SagaSettings settings) {
        return FollowedRegions.follow(settings.regions(), settings.server(), Clock.systemUTC());
    }

    @Bean
    FollowingHealth sagaSupervisorHealthIndicator(FollowedRegions regions) {
        return new FollowingHealth(regions, Clock.systemUTC());
    }

    @Bean
    PositionsController sagaSupervisorPositionsController(FollowedRegions regions) {
        return new PositionsController(regions);
    }
}
