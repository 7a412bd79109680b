package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.CommandSide;
import dev.flare.integration.support.Flare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A side of its own that is told to log into a file. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LogRotationTest {

    @TempDir
    Path logs = Path.of("");

    private Path closed(int daysAgo) throws IOException {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(daysAgo);
        return Files.write(logs.resolve("side.log." + day + ".0.gz"), new byte[1_000]);
    }

    @Test
    void its_lines_are_json_and_its_files_are_kept_for_400_days_and_no_longer() throws IOException {
        Path kept = closed(395);
        Path tooOld = closed(405);
        Path log = logs.resolve("side.log");
        try (CommandSide side = CommandSide.start(
                Flare.shared(),
                "--logging.file.name=" + log,
                "--logging.logback.rollingpolicy.clean-history-on-start=true")) {
            side.api().get("/api/nothing").expect(404);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Files.readString(log).contains("\"message\":\"answered\""));
            await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(tooOld));
        }
        assertThat(kept).exists();
        assertThat(Files.readAllLines(log)).allMatch(line -> line.startsWith("{\"@timestamp\":") && line.endsWith("}"));
    }
}
