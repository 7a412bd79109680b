package dev.flare.command.steps;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.region.Ledgers;
import dev.flare.command.region.RegionStores;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
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
    private final LogWatch watch;
    private final List<RegionSteps> regions = new ArrayList<>();

    private TransferSteps(
            HikariDataSource pool, RegionStores stores, Ledgers ledgers, Clock clock, MeterRegistry meters) {
        this.pool = pool;
        this.arrivals = new Arrivals(pool, "command-steps");
        EventReader log = new EventReader(pool);
        this.watch = new LogWatch("command-steps", log, this::slowest, clock);
        RegionSteps.Source supervisor = new RegionSteps.Source(log, arrivals);
        for (Region region : ledgers.byRegion().keySet()) {
            RegionSteps steps =
                    new RegionSteps(region, supervisor, watch::seen, stores.database(region), ledgers, clock);
            steps.bindTo(meters);
            regions.add(steps);
        }
    }

    /** Starts to follow. */
    public static TransferSteps follow(
            PostgresServer server, RegionStores stores, Ledgers ledgers, Clock clock, MeterRegistry meters) {
        // One listens, one looks how far the log has come, and for each region one reads.
        HikariDataSource pool = server.openLog(
                SUPERVISOR, "flare-command-steps", ledgers.byRegion().size() + 2);
        pool.setMetricRegistry(meters);
        TransferSteps steps = new TransferSteps(pool, stores, ledgers, clock, meters);
        steps.regions.forEach(RegionSteps::start);
        steps.watch.start();
        return steps;
    }

    private long slowest() {
        return regions.stream().mapToLong(RegionSteps::position).min().orElse(Long.MAX_VALUE);
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
        watch.close();
        regions.forEach(RegionSteps::close);
        arrivals.close();
        pool.close();
    }
}
