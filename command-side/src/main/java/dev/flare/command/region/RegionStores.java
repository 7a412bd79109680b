package dev.flare.command.region;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.CommandSettings;
import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.LedgerFactory;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.Region;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/** The event stores of all regions, open from start to stop. */
public final class RegionStores implements AutoCloseable {

    private record Open(HikariDataSource dataSource, Arrivals arrivals, EventStore store) {}

    private final Map<Region, Open> stores = new LinkedHashMap<>();
    private final Clock clock;

    public RegionStores(CommandSettings settings, Clock clock) {
        this.clock = clock;
        settings.regions().forEach(region -> stores.put(region, open(settings, region)));
    }

    private Open open(CommandSettings settings, Region region) {
        HikariDataSource dataSource =
                settings.server().open(region.name(), "flare-command-" + region, settings.connectionsPerRegion());
        EventStoreSettings store = EventStoreSettings.defaults()
                .withUniqueTagKeys(Set.of(Tags.IDEMPOTENCY_KEY))
                .withPatience(settings.patience());
        return new Open(
                dataSource,
                new Arrivals(dataSource, "command-" + region),
                EventStore.open(dataSource, region.name(), store, clock));
    }

    /** A ledger on each store. */
    public Ledgers ledgers(LedgerFactory factory) {
        Map<Region, Ledger> ledgers = new LinkedHashMap<>();
        stores.forEach((region, open) -> ledgers.put(region, factory.create(open.store(), open.arrivals())));
        return new Ledgers(ledgers);
    }

    /** The database of a region, for what is kept there beside the events. */
    public DataSource database(Region region) {
        return Objects.requireNonNull(stores.get(region), () -> "no region " + region)
                .dataSource();
    }

    Map<Region, EventStore> stores() {
        Map<Region, EventStore> byRegion = new LinkedHashMap<>();
        stores.forEach((region, open) -> byRegion.put(region, open.store()));
        return byRegion;
    }

    /** Writes what was accepted, then lets go of the databases. */
    @Override
    public void close() {
        stores.values().forEach(open -> open.store().close());
        stores.values().forEach(open -> open.arrivals().close());
        stores.values().forEach(open -> open.dataSource().close());
    }
}
