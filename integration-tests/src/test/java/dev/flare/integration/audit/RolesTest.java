package dev.flare.integration.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Postgres;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the roles of a Flare that is up may do. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RolesTest {

    private static final String MAY = """
            SELECT string_agg(privilege || ' on ' || name, ', ' ORDER BY name, privilege)
            FROM unnest(ARRAY['events', 'event_tags', 'head']) AS t (name),
                 unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
            WHERE has_table_privilege('%s', name, privilege)""";

    private static final String OWNS_OR_RULES = """
            SELECT count(*) FROM pg_roles r
            WHERE r.rolname = '%s' AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
                OR EXISTS (SELECT FROM pg_class c WHERE c.relname IN ('events', 'event_tags', 'head')
                           AND pg_has_role(r.oid, c.relowner, 'MEMBER')))""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            flare_command    | INSERT on event_tags, INSERT on events | INSERT on event_tags, INSERT on events
            flare_query      | null                                   | null
            flare_supervisor | null                                   | INSERT on event_tags, INSERT on events
            """)
    void no_side_runs_as_the_role_that_migrates_nor_can_change_or_remove_an_event(
            String role, String mayInRegions, String mayInSupervisor) {
        Postgres postgres = Flare.shared().postgres();
        for (String region : new String[] {"au", "uk", "us", "supervisor"}) {
            String may = region.equals("supervisor") ? mayInSupervisor : mayInRegions;
            assertThat(postgres.ask(region, OWNS_OR_RULES.formatted(role))).isEqualTo("0");
            assertThat(postgres.ask(region, MAY.formatted(role))).as(region).isEqualTo(may);
        }
        assertThat(postgres.ask("uk", "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role + "'"))
                .as("it is the role that is used")
                .isNotEqualTo("0");
    }
}
