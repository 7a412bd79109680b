package dev.flare.standalone.postgres;

import com.sun.management.OperatingSystemMXBean;
import dev.flare.eventstore.PostgresServer;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The PostgreSQL of a data directory, listening on loopback only, with everything on that makes a commit durable. Started
 * with the data directory's lock held; stopped by {@link #close}, and by the end of the JVM at the latest.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final String HOST = "127.0.0.1";

    /** After a crash it first replays up to max_wal_size of its log. */
    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    /** A server that is still not running by then has given up. */
    private static final Duration LONGEST_LAUNCH = Duration.ofSeconds(15);

    private static final long SHARED_MEGABYTES_MIN = 128;
    private static final long SHARED_MEGABYTES_MAX = 2_048;
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", HOST),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("max_connections", "200"),
            Map.entry("shared_buffers", sharedMegabytes() + "MB"),
            Map.entry("wal_compression", "off"),
            Map.entry("max_wal_size", "4GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    private final EmbeddedPostgres postgres;
    private final Path dataDirectory;
    private final String password;

    /**
     * An eighth of the machine's memory, 2 GB at the most: with less than the indexes of the log, every append reads pages that
     * others had to leave for. It is taken as it is needed.
     */
    private static long sharedMegabytes() {
        long megabytes = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() / (8 << 20)
                : SHARED_MEGABYTES_MIN;
        return Math.clamp(megabytes, SHARED_MEGABYTES_MIN, SHARED_MEGABYTES_MAX);
    }

    private EmbeddedServer(EmbeddedPostgres postgres, Path dataDirectory, String password) {
        this.postgres = postgres;
        this.dataDirectory = dataDirectory;
        this.password = password;
    }

    /** Starts it, after stopping the one that a killed Flare left behind. */
    public static EmbeddedServer start(DataDirectory data) {
        Requirements.refuseRootWithoutUserNamespace();
        StaleServer.stop(data.postgres());
        SuperuserPassword password = SuperuserPassword.of(data);
        try {
            prepare(data);
            EmbeddedServer server = new EmbeddedServer(launch(data, password), data.postgres(), password.value());
            password.proven();
            return server;
        } catch (IOException e) {
            throw StartFailure.of(data, e);
        }
    }

    private static void prepare(DataDirectory data) throws IOException {
        Files.createDirectories(data.postgresLog().getParent());
        // PostgreSQL insists on it for its data; programs that others could replace would be worse still.
        for (Path mine : List.of(data.postgres(), data.binaries())) {
            Files.createDirectories(mine);
            Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwx------"));
        }
        removeHalfUnpacked(data.binaries());
    }

    /** Unpacking that was cut off is never completed by the library, only stumbled over. */
    private static void removeHalfUnpacked(Path binaries) throws IOException {
        if (!Files.isDirectory(binaries)) {
            return;
        }
        try (Stream<Path> versions = Files.list(binaries)) {
            for (Path version :
                    versions.filter(v -> !Files.exists(v.resolve(".exists"))).toList()) {
                delete(version);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static EmbeddedPostgres launch(DataDirectory data, SuperuserPassword password) throws IOException {
        EmbeddedPostgres.Builder builder = builder(data, password);
        FutureTask<EmbeddedPostgres> starting = new FutureTask<>(builder::start);
        Thread.ofPlatform().name("postgres-start").daemon().start(starting);
        long start = System.nanoTime();
        while (true) {
            try {
                return starting.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                refuseUnlessRunning(data, start);
            } catch (ExecutionException e) {
                throw StartFailure.of(data, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw StartFailure.of(data, e);
            }
        }
    }

    private static EmbeddedPostgres.Builder builder(DataDirectory data, SuperuserPassword password) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.postgres())
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(data.binaries().toFile())
                .setPGStartupWait(LONGEST_START)
                .setOutputRedirector(Redirect.appendTo(data.postgresLog().toFile()))
                .setErrorRedirector(Redirect.appendTo(data.postgresLog().toFile()))
                .setConnectConfig("password", password.value())
                // These become options of initdb: the same order of text on every machine, and nobody in without a
                // password.
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", password.path().toString());
        SETTINGS.forEach(builder::setServerConfig);
        return builder;
    }

    private static void refuseUnlessRunning(DataDirectory data, long start) {
        boolean overdue = System.nanoTime() - start > LONGEST_LAUNCH.toNanos();
        if (overdue
                && PostmasterPid.of(data.postgres())
                        .filter(PostmasterPid::isRunning)
                        .isEmpty()) {
            throw StartFailure.of(data, null);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    /** How to reach it as the owner of everything. */
    public PostgresServer owner() {
        return as(SUPERUSER, password);
    }

    /** How an application's role reaches the databases. */
    public PostgresServer as(String role, String rolePassword) {
        return new PostgresServer("jdbc:postgresql://" + HOST + ":" + port() + "/{database}", role, rolePassword);
    }

    /** Not the password. */
    @Override
    public String toString() {
        return "PostgreSQL on " + HOST + ":" + port();
    }

    @Override
    public void close() {
        try {
            postgres.close();
            // The library waits 5 s; the last checkpoint may take longer.
            StaleServer.stop(dataDirectory);
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "PostgreSQL did not stop: " + e.getMessage(), e);
        }
    }
}
