package dev.flare.eventstore.axon;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.support.TestPostgres;
import java.time.Clock;
import javax.sql.DataSource;
import org.axonframework.conversion.PassThroughConverter;
import org.axonframework.eventsourcing.eventstore.StorageEngineTestSuite;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.junit.jupiter.api.AfterAll;

/** Axon's own suite, in full. */
class PostgresEventStorageEngineTest extends StorageEngineTestSuite<PostgresEventStorageEngine> {

    private final Clock clock = Clock.systemUTC();
    private EventStore store;
    private Arrivals arrivals;

    @Override
    protected PostgresEventStorageEngine buildStorageEngine() {
        DataSource dataSource = TestPostgres.newDataSource();
        EventStoreSchema.migrate(dataSource);
        store = EventStore.open(dataSource, "suite", EventStoreSettings.defaults(), clock);
        arrivals = new Arrivals(dataSource, "suite");
        return new PostgresEventStorageEngine(
                store, arrivals, PassThroughConverter.INSTANCE, Timestamps.PUBLISHED, clock);
    }

    @Override
    protected ProcessingContext processingContext() {
        return null; // the engine asks nothing of it
    }

    @AfterAll
    void close() {
        arrivals.close();
        store.close();
    }
}
