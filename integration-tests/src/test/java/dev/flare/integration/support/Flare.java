package dev.flare.integration.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real {@code flare up} in a process of its own with a PostgreSQL of its own, on a data directory that outlives both. It may
 * be killed and started again.
 */
public final class Flare implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final String READY = "Flare is ready at ";

    private final Path data;
    private final int port;
    private final Map<String, String> environment;
    private @Nullable Process process;

    private Flare(Path data, int port, Map<String, String> environment) {
        this.data = data;
        this.port = port;
        this.environment = environment;
    }

    /** On a new and empty data directory. */
    public static Flare start() {
        return start(Map.of());
    }

    /** The same, told more by its environment. */
    public static Flare start(Map<String, String> environment) {
        try {
            Flare flare = new Flare(Files.createTempDirectory("flare-it-"), freePort(), environment);
            Runtime.getRuntime().addShutdownHook(new Thread(flare::close));
            flare.up();
            return flare;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static class Shared {
        static final Flare FLARE = start();
    }

    /** One for all tests that leave it as it is; each uses accounts of its own. */
    public static Flare shared() {
        return Shared.FLARE;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it; returns when it says that it is ready. */
    public void up() {
        process = Java.start(
                environment, "dev.flare.standalone.FlareCommand", "up", "--port", "" + port, "--data", data.toString());
        awaitReady(process);
    }

    private void awaitReady(Process starting) {
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(starting, ready));
        try {
            ready.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("flare up did not get ready on " + data, e);
        }
    }

    private static void read(Process process, CompletableFuture<String> ready) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith(READY)) {
                    ready.complete(line);
                }
            }
        } catch (IOException e) {
            said.append(e);
        }
        ready.completeExceptionally(new IllegalStateException("it ended, after saying:\n" + said));
    }

    public Api api() {
        return new Api("http://127.0.0.1:" + port);
    }

    public Bank bank() {
        return new Bank(api());
    }

    public long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("it is not up");
        }
        return running.pid();
    }

    public Postgres postgres() {
        return Postgres.of(data);
    }

    /** {@code kill -9} of the JVM. PostgreSQL is left running. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await(running);
        }
    }

    /** As Ctrl-C does; the exit code. */
    public int stop() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("it is not up");
        }
        running.destroy();
        return await(running);
    }

    private static int await(Process process) {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("flare does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What flare itself logged. */
    public List<String> log() {
        return logged("flare.log").lines().toList();
    }

    /** What its PostgreSQL logged. */
    public String postgresLog() {
        return logged("postgres.log");
    }

    private String logged(String file) {
        try {
            return Files.readString(data.resolve("logs").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends both processes without ceremony and removes the data. */
    @Override
    public synchronized void close() {
        if (!Files.exists(data)) {
            return;
        }
        kill();
        Postgres.kill(data);
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(Flare::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("not removed: " + data + ": " + e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
