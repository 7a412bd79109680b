package dev.flare.eventstore.support;

import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL with a second, small disk, for a tablespace. The disk is a file system in memory that only this server sees: no
 * rights are needed for it, but Linux must allow user namespaces.
 */
public final class SmallDiskPostgres implements AutoCloseable {

    private static final String MOUNT_AND_RUN =
            "mount -t tmpfs -o size=\"$1\" tmpfs \"$2\" && shift 2 && exec unshare -U \"$@\"";

    private final Path disk;
    private final int port;
    private final Process process;

    /** Whether there can be one here. */
    public static boolean isPossible() {
        try {
            return unshared(List.of("mount", "-t", "tmpfs", "tmpfs", "/mnt"))
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param size of the disk, as {@code mount} has it: {@code 8m} */
    public SmallDiskPostgres(Path directory, String size) throws IOException {
        String program;
        try (CrashablePostgres first = new CrashablePostgres(directory)) {
            program = first.program();
            port = first.port();
        }
        disk = Files.createDirectory(directory.resolve("disk"));
        String data = directory.resolve("data").toString();
        process = unshared(List.of(
                        "sh",
                        "-c",
                        MOUNT_AND_RUN,
                        "sh",
                        size,
                        disk.toString(),
                        program,
                        "-D",
                        data,
                        "-p",
                        "" + port,
                        "-c",
                        "fsync=on",
                        "-c",
                        "synchronous_commit=on"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("small-disk.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(this::answers);
    }

    private static ProcessBuilder unshared(List<String> command) {
        return new ProcessBuilder(Stream.concat(Stream.of("unshare", "-U", "-r", "-m"), command.stream())
                .toList());
    }

    private boolean answers() throws SQLException {
        try (Connection connection = DriverManager.getConnection(server().url("postgres"), "postgres", "postgres")) {
            return connection.isValid(1);
        }
    }

    public PostgresServer server() {
        return CrashablePostgres.server(port);
    }

    /** Where the small disk is, as the server sees it. */
    public Path disk() {
        return disk;
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
