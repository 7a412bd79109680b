package dev.flare.command.region;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.CommandSettings;
import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.LedgerFactory;
import dev.flare.command.participation.Participation;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.metrics.EventStoreMetrics;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.Region;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/** The event stores of all regions, open from start to stop. */
public final class RegionStores implements AutoCloseable {

    private record Open(HikariDataSource dataSource, Arrivals arrivals, EventStore store, LogWatch watch) {}

    private final Map<Region, Open> stores = new LinkedHashMap<>();
    private final Clock clock;
    private final MeterRegistry meters;

    public RegionStores(CommandSettings settings, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        settings.regions().forEach(region -> stores.put(region, open(settings, region)));
    }

    private Open open(CommandSettings settings, Region region) {
        HikariDataSource dataSource =
                settings.server().openLog(region.name(), "flare-command-" + region, settings.connectionsPerRegion());
        EventStoreSettings store = EventStoreSettings.defaults()
                .withUniqueTagKeys(Set.of(Tags.IDEMPOTENCY_KEY))
                .withPatience(settings.patience())
                .withInlineProjections(List.of(Participation.of(region)));
        dataSource.setMetricRegistry(meters);
        EventStoreMetrics metrics = new EventStoreMetrics(region.name(), meters);
        EventStore opened = metrics.watch(EventStore.open(dataSource, region.name(), store, clock, metrics));
        return new Open(
                dataSource,
                new Arrivals(dataSource, "command-" + region),
                opened,
                new LogWatch("command-" + region, opened.reader(), LogWatch.NOBODY_FOLLOWS, clock).start());
    }

    /** A ledger on each store. */
    public Ledgers ledgers(LedgerFactory factory, CommandMetrics metrics) {
        Map<Region, Ledger> ledgers = new LinkedHashMap<>();
        stores.forEach((region, open) -> ledgers.put(region, factory.create(open.store(), open.arrivals())));
        return new Ledgers(ledgers, metrics);
    }

    /** How each region's store fares. Asks no database. */
    List<StoreReport> reports() {
        return stores.entrySet().stream()
                .map(open -> new StoreReport(
                        open.getKey(),
                        open.getValue().watch().seen(),
                        open.getValue().store().waitingEvents()))
                .toList();
    }

    /** The database of a region, for what is kept there beside the events. */
    public DataSource database(Region region) {
        return Objects.requireNonNull(stores.get(region), () -> "no region " + region)
                .dataSource();
    }

    /** Writes what was accepted, then lets go of the databases. */
    @Override
    public void close() {
        stores.values().forEach(open -> open.watch().close());
        stores.values().forEach(open -> open.store().close());
        stores.values().forEach(open -> open.arrivals().close());
        stores.values().forEach(open -> open.dataSource().close());
    }
}
