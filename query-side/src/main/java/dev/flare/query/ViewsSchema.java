package dev.flare.query;

import dev.flare.eventstore.Schema;
import javax.sql.DataSource;

/** The tables of the views. Made by the owner of the database, never by an application's role. */
public final class ViewsSchema {

    /** What the views' database has. */
    public static final Schema SCHEMA = new Schema("the views", "dev/flare/query/migration", "views_schema", 2, false);

    private ViewsSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        SCHEMA.migrate(owner);
    }
}
