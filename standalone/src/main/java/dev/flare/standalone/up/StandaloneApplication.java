package dev.flare.standalone.up;

import dev.flare.command.CommandSchema;
import dev.flare.command.CommandSideConfiguration;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.messages.shared.Region;
import dev.flare.query.QuerySideConfiguration;
import dev.flare.query.ViewsSchema;
import dev.flare.saga.SagaSchema;
import dev.flare.saga.SagaSupervisorConfiguration;
import dev.flare.web.WebConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Which sides run in the one process, which databases they need, and which role each side connects with. */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = WebConfiguration.PAGES_FOR_PEOPLE)
@Import({CommandSideConfiguration.class, QuerySideConfiguration.class, SagaSupervisorConfiguration.class})
class StandaloneApplication {

    /** @param migrations bring its tables up to date, in this order */
    record Database(String name, List<Consumer<DataSource>> migrations) {}

    /**
     * @param settings the prefix of the settings in which the side looks for the server
     * @param groups whose rights the role has
     */
    record Role(String name, String settings, List<String> groups) {}

    static List<Database> databases(List<Region> regions) {
        List<Database> databases = new ArrayList<>();
        regions.forEach(region ->
                databases.add(new Database(region.name(), List.of(EventStoreSchema::migrate, CommandSchema::migrate))));
        databases.add(new Database("views", List.of(ViewsSchema::migrate)));
        databases.add(new Database("supervisor", List.of(EventStoreSchema::migrate, SagaSchema::migrate)));
        return List.copyOf(databases);
    }

    static List<Role> roles() {
        return List.of(
                new Role("flare_command", "flare.command.postgres", List.of("flare_append")),
                new Role("flare_query", "flare.query.postgres", List.of("flare_read", "flare_views")),
                new Role("flare_supervisor", "flare.saga.postgres", List.of("flare_read", "flare_saga")));
    }
}
