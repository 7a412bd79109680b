package dev.flare.eventstore.support;

import dev.flare.eventstore.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, with fsync on, that can be killed as by a power cut and started again where it was. */
public final class CrashablePostgres implements AutoCloseable {

    private final Path directory;
    private final int port;
    private EmbeddedPostgres postgres;

    public CrashablePostgres(Path directory) throws IOException {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        start();
    }

    public PostgresServer server() {
        return server(port);
    }

    static PostgresServer server(int port) {
        return new PostgresServer("jdbc:postgresql://localhost:" + port + "/{database}", "postgres", "postgres");
    }

    int port() {
        return port;
    }

    /** The file of its program. */
    String program() throws IOException {
        return postmaster().orElseThrow().info().command().orElseThrow();
    }

    public void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    /** Signal 9 to the postmaster and every process of it, at once. */
    public void kill() throws IOException {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        Path pidFile = pidFile();
        // Out of the way of a stop that would wait for the dead, and back again for the start to cope with.
        Path aside = Files.move(pidFile, directory.resolve("postmaster.pid"));
        close();
        Files.move(aside, pidFile);
    }

    private Path pidFile() {
        return directory.resolve("data").resolve("postmaster.pid");
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        String pid = Files.readAllLines(pidFile()).getFirst();
        return ProcessHandle.of(Long.parseLong(pid));
    }

    private List<ProcessHandle> all() throws IOException {
        return postmaster().stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
    }

    /** From now on it neither answers nor hangs up, as when its disk hangs. */
    public void freeze() throws IOException {
        signal("-STOP");
    }

    public void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        all().forEach(process -> command.add(String.valueOf(process.pid())));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
