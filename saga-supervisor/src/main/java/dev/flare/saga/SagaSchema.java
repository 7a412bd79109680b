package dev.flare.saga;

import dev.flare.eventstore.Schema;
import javax.sql.DataSource;

/**
 * The supervisor's own tables, beside the event store in the same database. Made by the owner of the database, never by an
 * application's role.
 */
public final class SagaSchema {

    /** What the supervisor's database has besides the event store, which is there first. */
    public static final Schema SCHEMA =
            new Schema("the supervisor's tables", "dev/flare/saga/migration", "saga_schema", 7, true);

    private SagaSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        SCHEMA.migrate(owner);
    }
}
