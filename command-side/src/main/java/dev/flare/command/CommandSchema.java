package dev.flare.command;

import dev.flare.eventstore.Schema;
import javax.sql.DataSource;

/**
 * The command side's own tables, beside the event store in each region's database, which must be up to date. Made by the owner
 * of the database, never by an application's role.
 */
public final class CommandSchema {

    /** What a region's database has besides the event store, which is there first. */
    public static final Schema SCHEMA =
            new Schema("the command side's tables", "dev/flare/command/migration", "command_schema", 3, true);

    private CommandSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        SCHEMA.migrate(owner);
    }
}
