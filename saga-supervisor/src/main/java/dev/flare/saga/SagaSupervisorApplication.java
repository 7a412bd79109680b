package dev.flare.saga;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.saga.following.FollowedRegions;
import dev.flare.web.WebConfiguration;
import dev.flare.web.process.SideProcess;
import dev.flare.web.settings.Settings;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The supervisor as a process of its own, configured by its environment. */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = WebConfiguration.PAGES_FOR_PEOPLE)
@Import({SagaSupervisorConfiguration.class, WebConfiguration.class})
public class SagaSupervisorApplication {

    public static void main(String[] args) {
        SideProcess.run(SagaSupervisorApplication.class, args, SagaSupervisorApplication::check);
    }

    private static void check(Settings given) {
        SagaSettings settings = SagaSettings.from(given);
        EventStoreSchema.SCHEMA.requireWhereReachable(settings.server(), FollowedRegions.DATABASE, "flare_read");
        SagaSchema.SCHEMA.requireWhereReachable(settings.server(), FollowedRegions.DATABASE, "flare_saga");
        settings.regions()
                .forEach(region ->
                        EventStoreSchema.SCHEMA.requireWhereReachable(settings.server(), region.name(), "flare_read"));
    }
}
