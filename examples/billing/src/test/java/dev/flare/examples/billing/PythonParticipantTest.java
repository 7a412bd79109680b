package dev.flare.examples.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.conformance.CaseResult;
import dev.flare.conformance.ConformanceRun;
import dev.flare.conformance.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in Python does what it owes, where there is a Python. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PythonParticipantTest {

    private static final Path SCRIPT = Path.of("..", "python", "participant.py");

    @Test
    void it_conforms(@TempDir Path temp) throws Exception {
        Assumptions.assumeTrue(hasPython(), "no python3");
        Path log = temp.resolve("python.log");
        int port = BillingProcess.freePort();
        Process python = new ProcessBuilder(
                        "python3",
                        SCRIPT.toString(),
                        "--port",
                        String.valueOf(port),
                        "--database",
                        temp.resolve("invoices.db").toString(),
                        "--flare",
                        "http://localhost:1")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(log).contains("ready"));
            Endpoints endpoints = Endpoints.at(URI.create("http://localhost:" + port));
            assertThat(new ConformanceRun(endpoints, null).run(one -> {}).cases())
                    .hasSize(12)
                    .allMatch(CaseResult::isRight);
        } finally {
            python.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            Process asked = new ProcessBuilder("python3", "-c", "import sqlite3").start();
            return asked.waitFor(10, TimeUnit.SECONDS) && asked.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
