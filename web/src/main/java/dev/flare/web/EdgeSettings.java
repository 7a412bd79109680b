package dev.flare.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * {@code edge.properties}: what every side is set to unless its own settings or its environment say otherwise. Early enough for
 * the log, which is set up before there are any beans. Spring makes it by its name, so it is public.
 */
public final class EdgeSettings implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        try {
            ClassPathResource settings = new ClassPathResource("edge.properties", EdgeSettings.class);
            environment.getPropertySources().addLast(new ResourcePropertySource("edge", settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
