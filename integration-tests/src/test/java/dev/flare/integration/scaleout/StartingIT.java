package dev.flare.integration.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Deployment;
import dev.flare.integration.support.ExecutableJar;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A side that cannot start says in one line what to do. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StartingIT {

    private static final int WRONG_SETTING = 2;
    private static final int NOT_READY = 1;

    private static final Deployment FLARE = new Deployment("starting", "uk");

    @AfterAll
    static void close() {
        FLARE.close();
    }

    @Test
    void a_setting_that_is_missing_is_named() {
        ExecutableJar side = FLARE.start("query-side", Map.of("FLARE_QUERY_POSTGRES_PASSWORD_FILE", ""));

        assertRefuses(side, WRONG_SETTING, "flare-query-side: set FLARE_QUERY_POSTGRES_PASSWORD, or");
    }

    @Test
    void every_side_waits_for_the_migration_which_two_may_run_at_once_and_again() {
        List<ExecutableJar> early =
                List.of(FLARE.start("command-side"), FLARE.start("query-side"), FLARE.start("saga-supervisor"));
        early.forEach(side -> assertRefuses(side, NOT_READY, "run `flare migrate` first"));

        Process one = FLARE.migrate();
        Process other = FLARE.migrate();
        FLARE.assertMigrated(one);
        FLARE.assertMigrated(other);
        FLARE.migrated();

        FLARE.start("command-side").awaitReady().close();
    }

    private static void assertRefuses(ExecutableJar side, int exitCode, String why) {
        assertThat(side.exitCode()).isEqualTo(exitCode);
        assertThat(side.complaint().lines()).singleElement().asString().contains(why);
        assertThat(side.log()).isEmpty();
    }
}
