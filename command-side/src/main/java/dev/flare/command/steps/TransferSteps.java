package dev.flare.command.steps;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.region.Ledgers;
import dev.flare.command.region.RegionStores;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Takes the steps of transfers between regions in every region here, from start to stop. Does not wait for the supervisor's
 * database: while that does not answer, transfers between regions stand still and everything else goes on.
 */
public final class TransferSteps implements AutoCloseable {

    /** Where the supervisor asks for steps. */
    public static final String SUPERVISOR = "supervisor";

    private final HikariDataSource pool;
    private final Arrivals arrivals;
    private final List<RegionSteps> regions;

    private TransferSteps(HikariDataSource pool, Arrivals arrivals, List<RegionSteps> regions) {
        this.pool = pool;
        this.arrivals = arrivals;
        this.regions = regions;
    }

    public static TransferSteps follow(
            PostgresServer server, RegionStores stores, Ledgers ledgers, Clock clock, MeterRegistry meters) {
        List<Region> regions = List.copyOf(ledgers.byRegion().keySet());
        // One listens, and for each region one reads and one looks how far the log has come.
        HikariDataSource pool = server.openLog(SUPERVISOR, "flare-command-steps", 2 * regions.size() + 1);
        pool.setMetricRegistry(meters);
        Arrivals arrivals = new Arrivals(pool, "command-steps");
        RegionSteps.Source supervisor = new RegionSteps.Source(new EventReader(pool), arrivals);
        List<RegionSteps> following = regions.stream()
                .map(region -> new RegionSteps(region, supervisor, stores.database(region), ledgers, clock).start())
                .toList();
        following.forEach(region -> region.bindTo(meters));
        return new TransferSteps(pool, arrivals, following);
    }

    /** How each region fares, whenever it is asked. Asks no database. */
    List<Supplier<FollowerReport>> reports() {
        return regions.stream()
                .<Supplier<FollowerReport>>map(region -> region::report)
                .toList();
    }

    /** The parked steps of those regions that have any. Asks no database. */
    Map<String, FollowSteps.Parked> parked() {
        Map<String, FollowSteps.Parked> parked = new LinkedHashMap<>();
        for (RegionSteps region : regions) {
            if (region.parked().count() > 0) {
                parked.put(region.region().name(), region.parked());
            }
        }
        return parked;
    }

    @Override
    public void close() {
        regions.forEach(RegionSteps::close);
        arrivals.close();
        pool.close();
    }
}
