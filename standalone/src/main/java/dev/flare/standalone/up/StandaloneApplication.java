package dev.flare.standalone.up;

import dev.flare.command.CommandSideConfiguration;
import dev.flare.query.QuerySideConfiguration;
import dev.flare.saga.SagaSupervisorConfiguration;
import dev.flare.web.WebConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Which sides run in the one process. */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = WebConfiguration.PAGES_FOR_PEOPLE)
@Import({CommandSideConfiguration.class, QuerySideConfiguration.class, SagaSupervisorConfiguration.class})
class StandaloneApplication {}
