package dev.flare.command.support;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.CommandSchema;
import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.LedgerFactory;
import dev.flare.command.execution.Request;
import dev.flare.command.participation.Participation;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.EventCodec;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Ledgers on one real database, each as a process of its own would have it. */
public final class RealLedgers implements AutoCloseable {

    public static final Region UK = new Region("uk");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final HikariDataSource dataSource = (HikariDataSource) TestPostgres.newDataSource();
    private final Region region;
    private final Clock clock;
    private @Nullable EventStore latest;

    public RealLedgers(Clock clock) {
        this(UK, clock);
    }

    public RealLedgers(Region region, Clock clock) {
        this.region = region;
        this.clock = clock;
        EventStoreSchema.migrate(dataSource);
        CommandSchema.migrate(dataSource);
    }

    public Ledger open() {
        EventStoreSettings settings = EventStoreSettings.defaults()
                .withUniqueTagKeys(Set.of(Tags.IDEMPOTENCY_KEY))
                .withInlineProjections(List.of(Participation.of(region)));
        EventStore store = EventStore.open(dataSource, region.name(), settings, clock);
        Arrivals arrivals = new Arrivals(dataSource, region.name());
        Ledger ledger = new LedgerFactory(clock, Duration.ofSeconds(20)).create(store, arrivals);
        opened.addAll(List.of(ledger, store, arrivals));
        latest = store;
        return ledger;
    }

    public DataSource database() {
        return dataSource;
    }

    /** All that was recorded after a position. */
    public List<StoredEvent> stored(long after) {
        EventStore store = latest;
        return store == null ? List.of() : store.reader().after(after, Integer.MAX_VALUE);
    }

    public List<LedgerEvent> events(long after) {
        return stored(after).stream()
                .map(event -> EventCodec.read(event.type(), event.payload()))
                .toList();
    }

    /** As the controllers make them. */
    public static String newId() {
        return new TransactionId(UK, UUID.randomUUID()).toString();
    }

    public static Request request(@Nullable String key) {
        return new Request("correlation-1", key, Map.of());
    }

    /** Lets all ledgers end as if they had been left by their stores; the database stays. */
    public void closeStores() throws Exception {
        for (AutoCloseable each : opened) {
            if (each instanceof EventStore store) {
                store.close();
            }
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        dataSource.close();
    }
}
