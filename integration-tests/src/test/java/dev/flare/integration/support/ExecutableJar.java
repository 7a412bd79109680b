package dev.flare.integration.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code java -jar} of a side, as an operator starts it: nothing but the jar and its environment. */
public final class ExecutableJar implements AutoCloseable {

    /** Of a readiness probe that was not answered in time: somebody is there, and busy. */
    public static final int TOO_LATE = -1;

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(40);

    private final Process process;
    private final Path out;
    private final Path err;
    private final Api api;

    private ExecutableJar(Process process, Path out, Path err, int port) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.api = new Api("http://127.0.0.1:" + port);
    }

    /** @param module whose jar it is; returns before it is ready */
    public static ExecutableJar start(String module, Map<String, String> environment) {
        Path jar = Project.root().resolve(module).resolve("target").resolve(module + "-exec.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("no " + jar + ": it is made by ./mvnw verify, see docs/HACKING.md");
        }
        try {
            int port = Flare.freePort();
            Path out = Files.createTempFile("flare-it-" + module, ".out");
            Path err = Files.createTempFile("flare-it-" + module, ".err");
            ProcessBuilder builder = new ProcessBuilder(command(jar))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("FLARE_") || name.startsWith("SERVER_"));
            builder.environment().put("SERVER_PORT", String.valueOf(port));
            builder.environment().putAll(environment);
            return new ExecutableJar(builder.start(), out, err, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path jar) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
    }

    public ExecutableJar awaitReady() {
        await().atMost(START).until(() -> readiness() == 200 || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("it ended, after\n" + log() + complaint());
        }
        return this;
    }

    /** What the readiness probe is answered; 0 when nobody does, {@link #TOO_LATE} when nobody did in time. */
    public int readiness() {
        try {
            return api.trySend(api.request("/actuator/health/readiness")
                            .timeout(Duration.ofSeconds(5))
                            .GET())
                    .status();
        } catch (HttpTimeoutException e) {
            return TOO_LATE;
        } catch (IOException e) {
            return 0;
        }
    }

    public Api api() {
        return api;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What an administrator sees of it in a list of processes. */
    public String commandLine() {
        return process.info().commandLine().orElse("");
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    public int exitCode() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("it does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its standard output. */
    public String log() {
        return read(out);
    }

    /** What it logged as a warning or worse, but for looks at the end of a log that a busy server was too slow for. */
    public List<String> troubles() {
        return log().lines()
                .filter(line -> line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""))
                .filter(line -> !line.contains("\"logger\":\"dev.flare.eventstore.LogWatch\""))
                .toList();
    }

    /** Its standard error. */
    public String complaint() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
