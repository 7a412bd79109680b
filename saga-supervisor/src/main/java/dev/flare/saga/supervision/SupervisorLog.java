package dev.flare.saga.supervision;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.metrics.EventStoreMetrics;
import dev.flare.messages.ReadEvents;
import dev.flare.messages.Tags;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.SupervisionNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor's own event store. It opens when it is first used, and again until that succeeds, so that a supervisor starts
 * also while its database is away.
 */
public final class SupervisorLog implements AutoCloseable {

    /** The name of its database, and of its positions. */
    public static final String NAME = "supervisor";

    private static final int CONNECTIONS = 10;

    /** What is appended at full speed in a second: the lists follow closer than that. */
    private static final int READ_EVENTS = 1 << 13;

    private final HikariDataSource dataSource;
    private final HikariDataSource tables;
    private final EventStoreSettings settings;
    private final Clock clock;
    private final EventStoreMetrics metrics;
    private final EventReader reader;
    private final Arrivals arrivals;
    private final ReadEvents<SupervisionEvent> readEvents = new ReadEvents<>(READ_EVENTS, SupervisionNames::read);
    private final Wanted wanted = new Wanted();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable EventStore store;

    public SupervisorLog(PostgresServer server, Duration patience, Clock clock, MeterRegistry meters) {
        this.dataSource = server.openLog(NAME, "supervisor-log", CONNECTIONS);
        this.tables = server.open(NAME, "supervisor-tables", CONNECTIONS);
        dataSource.setMetricRegistry(meters);
        tables.setMetricRegistry(meters);
        this.settings = EventStoreSettings.defaults()
                .withUniqueTagKeys(Set.of(Tags.IDEMPOTENCY_KEY))
                .withPatience(patience);
        this.clock = clock;
        this.metrics = new EventStoreMetrics(NAME, meters);
        this.reader = new EventReader(dataSource);
        this.arrivals = new Arrivals(dataSource, NAME);
    }

    /** @throws StoreUnavailableException when it is not open yet and its database does not answer */
    EventStore store() {
        EventStore open = store;
        return open == null ? open() : open;
    }

    private EventStore open() {
        opening.lock();
        try {
            EventStore open = store;
            if (open == null) {
                open = metrics.watch(EventStore.open(dataSource, NAME, settings, clock, metrics));
                open.wakes(arrivals);
                store = open;
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    /** Reads what is committed. */
    public EventReader reader() {
        return reader;
    }

    /** What one of its events says; parsed only if it was neither appended nor read here lately. */
    public SupervisionEvent read(StoredEvent event) {
        return readEvents.read(event.id(), event.type(), event.payload());
    }

    SupervisionEvent read(NewEvent event) {
        return readEvents.read(event.id(), event.type(), event.payload());
    }

    /** Not before: until then another supervisor may say something else under the same id. */
    void committed(NewEvent event, SupervisionEvent said) {
        readEvents.put(event.id(), said);
    }

    /** Tells when it grew. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /** To be raised by whoever waits for what follows from it. */
    public Wanted wanted() {
        return wanted;
    }

    /** The same database, for what is kept there beside the events. */
    public DataSource tables() {
        return tables;
    }

    /** Looks at its end, for whoever asks how it fares. */
    public LogWatch watch(LongSupplier taken) {
        return new LogWatch(NAME, reader, taken, clock).start();
    }

    @Override
    public void close() {
        EventStore open = store;
        if (open != null) {
            open.close();
        }
        arrivals.close();
        tables.close();
        dataSource.close();
    }
}
