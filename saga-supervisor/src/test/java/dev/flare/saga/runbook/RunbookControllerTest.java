package dev.flare.saga.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunbookControllerTest {

    private final RunbookController runbooks = new RunbookController();

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_of_failure_has_its_page_and_the_overview_leads_there(FailureKind kind) throws IOException {
        String page = RunbookController.page(kind);
        String body = text(Objects.requireNonNull(runbooks.runbook(page).getBody()));
        assertThat(body).startsWith("# ").contains("`" + kind + "`", "**What happened.**", "**What to do.**");
        try (InputStream in = RunbookController.class.getResourceAsStream("/dev/flare/saga/runbooks/README.md")) {
            assertThat(text(Objects.requireNonNull(in).readAllBytes()))
                    .contains("| `" + kind + "` |", "(" + page + ".md)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "nothing", "REPORTED_FAILURE", "../reported-failure", ""})
    void there_are_no_other_pages(String page) {
        assertThatThrownBy(() -> runbooks.runbook(page)).isInstanceOf(RefusedException.class);
    }
}
