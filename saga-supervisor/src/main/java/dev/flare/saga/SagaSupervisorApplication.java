package dev.flare.saga;

import dev.flare.web.WebConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The supervisor as an application of its own, configured by environment: {@code FLARE_REGIONS}, {@code FLARE_SAGA_POSTGRES_USER} … */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = WebConfiguration.PAGES_FOR_PEOPLE)
@Import({SagaSupervisorConfiguration.class, WebConfiguration.class})
public class SagaSupervisorApplication {

    public static void main(String[] args) {
        SpringApplication.run(SagaSupervisorApplication.class, args);
    }
}
