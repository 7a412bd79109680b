package dev.flare.saga;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The supervisor's own tables, as numbered migrations, beside the event store in the same database. Run by the owner of the
 * database, never by an application's role.
 */
public final class SagaSchema {

    private SagaSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        Flyway.configure()
                .dataSource(owner)
                .locations("classpath:dev/flare/saga/migration")
                .table("saga_schema")
                // The event store's tables are in the same schema: it is not empty when the first of ours comes.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
