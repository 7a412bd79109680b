package dev.flare.command;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The command side's own tables, as numbered migrations, beside the event store in each region's database, which must be up to
 * date. Run by the owner of the database, never by an application's role.
 */
public final class CommandSchema {

    private CommandSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        Flyway.configure()
                .dataSource(owner)
                .locations("classpath:dev/flare/command/migration")
                .table("command_schema")
                // The event store's tables are in the same schema: it is not empty when the first of ours comes.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
