package dev.flare.query.projection;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.Follower;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;
import dev.flare.query.moment.ViewSignal;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** One follower per region, which keeps the region's rows of the views up to date until it is closed. */
public final class Projections implements AutoCloseable {

    private final Map<Region, Follower> followers = new TreeMap<>();

    public Projections(
            RegionLogs logs, Map<Region, Arrivals> arrivals, DataSource views, ViewSignal signal, Clock clock) {
        arrivals.forEach((region, arrival) -> {
            LedgerProjection projection = new LedgerProjection(region, logs.reader(region), views, signal);
            followers.put(region, new Follower("ledger-" + region, projection, arrival, clock).start());
        });
    }

    /** How each region's follower fares. */
    public Map<Region, Follower.State> states() {
        Map<Region, Follower.State> states = new TreeMap<>();
        followers.forEach((region, follower) -> states.put(region, follower.state()));
        return states;
    }

    @Override
    public void close() {
        followers.values().forEach(Follower::close);
    }
}
