package dev.flare.query;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.web.WebConfiguration;
import dev.flare.web.process.SideProcess;
import dev.flare.web.settings.Settings;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The query side as a process of its own, configured by its environment. Its databases are its own business: no data source is
 * configured for it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = WebConfiguration.PAGES_FOR_PEOPLE)
@Import({QuerySideConfiguration.class, WebConfiguration.class})
public class QuerySideApplication {

    public static void main(String[] args) {
        SideProcess.run(QuerySideApplication.class, args, QuerySideApplication::check);
    }

    private static void check(Settings given) {
        QuerySideSettings settings = QuerySideSettings.from(given);
        ViewsSchema.SCHEMA.requireWhereReachable(settings.server(), QueryDatabases.VIEWS, "flare_views");
        settings.regions()
                .forEach(region ->
                        EventStoreSchema.SCHEMA.requireWhereReachable(settings.server(), region.name(), "flare_read"));
    }
}
