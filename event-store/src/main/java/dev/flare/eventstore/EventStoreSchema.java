package dev.flare.eventstore;

import javax.sql.DataSource;

/** The tables of one event store. Made by the owner of the database, never by an application's role. */
public final class EventStoreSchema {

    /** What an event store's database has. */
    public static final Schema SCHEMA =
            new Schema("the event store", "dev/flare/eventstore/migration", "event_store_schema", 5, false);

    private EventStoreSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        SCHEMA.migrate(owner);
    }
}
