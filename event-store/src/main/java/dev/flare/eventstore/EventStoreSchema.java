package dev.flare.eventstore;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of one event store, as numbered migrations. Run by the owner of the database, never by an application's role. */
public final class EventStoreSchema {

    private EventStoreSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        Flyway.configure()
                .dataSource(owner)
                .locations("classpath:dev/flare/eventstore/migration")
                .table("event_store_schema")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
