package dev.flare.eventstore.axon.tokens;

import dev.flare.eventstore.Schema;
import javax.sql.DataSource;

/** The tables of the tokens, in the database of the views. Made by its owner, never by an application's role. */
public final class TokenStoreSchema {

    /** The group of roles that may claim and store tokens; nothing else is granted to it. */
    public static final String GROUP = "flare_tokens";

    /** Its tables live beside those of the views, whoever makes them. */
    public static final Schema SCHEMA =
            new Schema("the token store", "dev/flare/eventstore/axon/tokens/migration", "token_store_schema", 1, true);

    private TokenStoreSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        SCHEMA.migrate(owner);
    }
}
