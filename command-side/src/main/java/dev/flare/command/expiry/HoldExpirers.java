package dev.flare.command.expiry;

import dev.flare.command.region.Ledgers;
import dev.flare.command.region.RegionStores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The expiry of holds in all regions, from start to stop. */
public final class HoldExpirers implements AutoCloseable {

    private final List<HoldExpirer> expirers = new ArrayList<>();

    public HoldExpirers(Ledgers ledgers, RegionStores stores, Clock clock) {
        ledgers.byRegion()
                .forEach((region, ledger) ->
                        expirers.add(new HoldExpirer(region, stores.database(region), ledger, clock).start()));
    }

    public List<HoldExpirer> all() {
        return List.copyOf(expirers);
    }

    @Override
    public void close() {
        expirers.forEach(HoldExpirer::close);
    }
}
