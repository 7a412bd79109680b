package dev.flare.integration.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HandlersTest {

    private static final Path FILE = Project.root().resolve("docs").resolve("HANDLERS.md");

    private static final String WRITE =
            "./mvnw -q -pl integration-tests -am test -Dtest=HandlersTest -Dsurefire.failIfNoSpecifiedTests=false -Dflare.write=true";

    @Test
    void docs_HANDLERS_md_is_what_the_classes_say() throws IOException {
        String page = Handlers.page();
        if (Boolean.getBoolean("flare.write")) {
            Files.writeString(FILE, page);
        }
        assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
                .as("docs/HANDLERS.md is old; write it anew with\n%s", WRITE)
                .isEqualTo(page);
    }

    @Test
    void every_message_has_somebody_who_says_it_and_somebody_who_hears_it() {
        assertThat(Handlers.page())
                .contains("## Commands", "## Events of the ledger", "## Events of supervision", "## Queries")
                .doesNotContain("nobody yet");
    }
}
