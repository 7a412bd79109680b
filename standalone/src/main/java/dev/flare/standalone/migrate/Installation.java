package dev.flare.standalone.migrate;

import dev.flare.command.CommandSchema;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.Schema;
import dev.flare.eventstore.relay.RelaySchema;
import dev.flare.messages.shared.Region;
import dev.flare.query.ViewsSchema;
import dev.flare.saga.SagaSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which databases Flare needs on a server, and which role each side connects with. */
public record Installation(List<Database> databases, List<Role> roles) {

    private static final String VIEWS = "views";
    private static final String SUPERVISOR = "supervisor";

    /** What no region may be called: it has a database of its name. */
    static final Set<String> TAKEN = Set.of(VIEWS, SUPERVISOR, "postgres");

    /** @param schemas the tables it has, to be made in this order */
    public record Database(String name, List<Schema> schemas) {}

    /**
     * @param settings the prefix of the settings in which its side looks for the server
     * @param groups whose rights the role has
     */
    public record Role(String name, String settings, List<String> groups) {}

    public static Installation of(List<Region> regions) {
        List<Database> databases = new ArrayList<>();
        regions.forEach(region -> databases.add(new Database(
                region.name(), List.of(EventStoreSchema.SCHEMA, RelaySchema.SCHEMA, CommandSchema.SCHEMA))));
        databases.add(new Database(VIEWS, List.of(ViewsSchema.SCHEMA)));
        databases.add(new Database(SUPERVISOR, List.of(EventStoreSchema.SCHEMA, SagaSchema.SCHEMA)));
        return new Installation(
                List.copyOf(databases),
                List.of(
                        new Role("flare_command", "flare.command.postgres", List.of("flare_append", RelaySchema.GROUP)),
                        new Role("flare_query", "flare.query.postgres", List.of("flare_read", "flare_views")),
                        new Role("flare_supervisor", "flare.saga.postgres", List.of("flare_read", "flare_saga"))));
    }
}
