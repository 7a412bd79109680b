package dev.flare.saga;

import dev.flare.saga.following.FollowedRegions;
import dev.flare.saga.following.FollowingHealth;
import dev.flare.saga.following.PositionsController;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The supervisor's beans. Needs {@code flare.regions} and {@code flare.saga.postgres.url-template}, {@code .user} and
 * {@code .password}; the tables must be there ({@link SagaSchema}).
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SagaSettings.class)
public class SagaSupervisorConfiguration {

    @Bean(destroyMethod = "close")
    FollowedRegions followedRegions(SagaSettings settings) {
        return FollowedRegions.follow(settings.followed(), settings.saga().postgres(), Clock.systemUTC());
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
