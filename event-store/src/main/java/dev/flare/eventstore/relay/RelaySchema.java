package dev.flare.eventstore.relay;

import dev.flare.eventstore.Schema;
import javax.sql.DataSource;

/** The table of how far a log was relayed, in that log's database. Made by its owner, never by an application's role. */
public final class RelaySchema {

    /** The group of roles that may relay; reading the log is the right of another group. */
    public static final String GROUP = "flare_relay";

    /** Its table lives beside those of the event store. */
    public static final Schema SCHEMA =
            new Schema("the relay", "dev/flare/eventstore/relay/migration", "relay_schema", 1, true);

    private RelaySchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        SCHEMA.migrate(owner);
    }
}
