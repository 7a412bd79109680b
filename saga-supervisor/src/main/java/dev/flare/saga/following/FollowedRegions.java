package dev.flare.saga.following;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.TransferFacts;
import dev.flare.web.following.FollowerReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Every region's log, each followed on a thread of its own, so that a region that cannot be reached holds up no other.
 * Several instances may run: they take turns.
 */
public final class FollowedRegions implements AutoCloseable {

    /** Where the supervisor writes. */
    public static final String DATABASE = "supervisor";

    private final HikariDataSource supervisor;
    private final List<FollowedRegion> regions;
    private final TransferFacts facts;

    private FollowedRegions(HikariDataSource supervisor, List<FollowedRegion> regions, TransferFacts facts) {
        this.supervisor = supervisor;
        this.regions = regions;
        this.facts = facts;
    }

    /** Starts to follow. Does not wait for the databases: one that does not answer shows in {@link #reports}. */
    public static FollowedRegions follow(
            List<Region> regions,
            PostgresServer server,
            Supervision supervision,
            TransferFacts facts,
            Clock clock,
            MeterRegistry meters) {
        HikariDataSource supervisor = server.open(DATABASE, DATABASE, regions.size() + 1);
        supervisor.setMetricRegistry(meters);
        return new FollowedRegions(
                supervisor,
                regions.stream()
                        .map(region -> new FollowedRegion(region, server, supervisor, supervision, facts, clock, meters)
                                .start())
                        .toList(),
                facts);
    }

    /** What has just been sent, read from the logs themselves. */
    public SentTransfers sentTransfers() {
        return new SentTransfers(logs(), facts);
    }

    /** The logs that are followed. */
    public Map<Region, EventReader> logs() {
        return regions.stream().collect(Collectors.toMap(FollowedRegion::region, FollowedRegion::log));
    }

    /** How many events of each region could not be taken in, and are tried again. Asks no database. */
    public Map<String, Supplier<Long>> parked() {
        return regions.stream().collect(Collectors.toMap(one -> one.region().name(), one -> one::parked));
    }

    /** How each region's follower fares, whenever it is asked, in the order in which they were named. Asks no database. */
    public List<Supplier<FollowerReport>> reports() {
        return regions.stream()
                .<Supplier<FollowerReport>>map(region -> region::report)
                .toList();
    }

    /** The same as numbers. */
    public MeterBinder metrics(Clock clock) {
        return meters -> {
            regions.forEach(region -> region.metrics(clock).bindTo(meters));
            regions.forEach(region -> Gauge.builder("flare.parked.facts", region, FollowedRegion::parked)
                    .description("events of a region that the supervisor could not take in, and tries again")
                    .tag("region", region.region().name())
                    .register(meters));
        };
    }

    @Override
    public void close() {
        regions.forEach(FollowedRegion::close);
        supervisor.close();
    }
}
