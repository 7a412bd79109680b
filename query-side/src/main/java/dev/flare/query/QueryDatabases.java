package dev.flare.query;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The databases of the query side: each region's log, to read, and the views. */
final class QueryDatabases implements AutoCloseable {

    static final String VIEWS = "views";

    private final Map<Region, HikariDataSource> logs = new TreeMap<>();
    private final Map<Region, Arrivals> arrivals = new TreeMap<>();
    private final HikariDataSource views;

    QueryDatabases(QuerySideSettings settings, MeterRegistry meters) {
        PostgresServer server = settings.server();
        views = server.open(VIEWS, "query-views", settings.connectionsToViews());
        views.setMetricRegistry(meters);
        for (Region region : settings.regions()) {
            HikariDataSource log = server.openLog(region.name(), "query-" + region, settings.connectionsPerRegion());
            log.setMetricRegistry(meters);
            logs.put(region, log);
            arrivals.put(region, new Arrivals(log, "query-" + region));
        }
    }

    DataSource views() {
        return views;
    }

    Map<Region, Arrivals> arrivals() {
        return arrivals;
    }

    RegionLogs readers() {
        return new RegionLogs(logs.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new EventReader(entry.getValue()))));
    }

    @Override
    public void close() {
        arrivals.values().forEach(Arrivals::close);
        logs.values().forEach(HikariDataSource::close);
        views.close();
    }
}
