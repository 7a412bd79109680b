package dev.flare.standalone.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What it does to a server is tested from outside; here is how it refuses. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MigrateCommandTest {

    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/{database}";

    private final StringWriter err = new StringWriter();

    private int migrate(String... arguments) {
        return new CommandLine(new MigrateCommand())
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.append(failure.getMessage());
                    return ((CommandStopped) failure).exitCode().number();
                })
                .execute(arguments);
    }

    @Test
    void says_what_a_url_is_like() {
        assertThat(migrate("--jdbc", "jdbc:postgresql://localhost/uk", "--user", "me"))
                .isEqualTo(ExitCode.WRONG_USAGE.number());
        assertThat(err.toString()).contains("--jdbc is like jdbc:postgresql://localhost:5432/{database}");
    }

    @Test
    void a_region_has_a_name_that_no_other_database_has() {
        assertThat(migrate("--jdbc", NOWHERE, "--user", "me", "--regions", "uk,views"))
                .isEqualTo(ExitCode.WRONG_USAGE.number());
        assertThat(err.toString()).contains("views is the name of another database");
    }

    @Test
    void a_server_that_does_not_answer_is_not_reachable() {
        assertThat(migrate("--jdbc", NOWHERE, "--user", "me")).isEqualTo(ExitCode.NOT_REACHABLE.number());
        assertThat(err.toString()).contains("127.0.0.1:1 refused");
    }
}
