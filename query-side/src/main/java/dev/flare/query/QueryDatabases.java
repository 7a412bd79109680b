package dev.flare.query;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The databases of the query side: each region's log, to read, and the views. */
final class QueryDatabases implements AutoCloseable {

    private static final String VIEWS = "views";
    private static final int CONNECTIONS_PER_LOG = 8;
    private static final int CONNECTIONS_TO_VIEWS = 24;

    private final Map<Region, HikariDataSource> logs = new TreeMap<>();
    private final Map<Region, Arrivals> arrivals = new TreeMap<>();
    private final HikariDataSource views;

    QueryDatabases(PostgresServer server, SortedSet<Region> regions, MeterRegistry meters) {
        views = server.open(VIEWS, "query-views", CONNECTIONS_TO_VIEWS);
        views.setMetricRegistry(meters);
        for (Region region : regions) {
            HikariDataSource log = server.open(region.name(), "query-" + region, CONNECTIONS_PER_LOG);
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
