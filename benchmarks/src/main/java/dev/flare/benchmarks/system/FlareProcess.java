package dev.flare.benchmarks.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A fresh {@code flare up} in a process of its own, as a user would start it, on a data directory that is removed at the end. */
public final class FlareProcess implements AutoCloseable {

    private final Process process;
    private final Path data;
    private final int port;
    private final double secondsToReady;

    private FlareProcess(Process process, Path data, int port, double secondsToReady) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.secondsToReady = secondsToReady;
    }

    public static FlareProcess start() throws IOException {
        return start(Files.createTempDirectory("flare-bench"));
    }

    private static FlareProcess start(Path data) throws IOException {
        int port = freePort();
        long began = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms128m",
                        "-Xmx1g",
                        "-XX:+UseParallelGC",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "-XX:+UseCompactObjectHeaders",
                        "-Daxoniq.update-checker.disabled=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.flare.standalone.FlareCommand",
                        "up",
                        "--port",
                        String.valueOf(port),
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        awaitReady(process);
        return new FlareProcess(process, data, port, (System.nanoTime() - began) / 1e9);
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("Flare is ready")) {
                Thread.ofVirtual().start(() -> drain(out));
                return;
            }
        }
        throw new IOException("flare up ended before it was ready");
    }

    /** Nobody reads it, but a full pipe would stop the process. */
    private static void drain(BufferedReader out) {
        try {
            out.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The process ended.
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public double secondsToReady() {
        return secondsToReady;
    }

    /** The port of its PostgreSQL. */
    public int postgresPort() throws IOException {
        return Integer.parseInt(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .get(3)
                .strip());
    }

    public String postgresPassword() throws IOException {
        return Files.readString(data.resolve("postgres.password"));
    }

    /** Resident memory of the JVM and of PostgreSQL's processes, in MiB; shared pages of PostgreSQL counted once a process. */
    public double residentMebibytes() {
        return Stream.concat(Stream.of(process.toHandle()), postgres())
                        .mapToLong(FlareProcess::residentKibibytes)
                        .sum()
                / 1024.0;
    }

    public double residentMebibytesOfJvm() {
        return residentKibibytes(process.toHandle()) / 1024.0;
    }

    private Stream<ProcessHandle> postgres() {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                    .getFirst()
                    .strip());
            return ProcessHandle.of(postmaster).stream()
                    .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** Private memory only, so that what processes share does not count again and again. */
    private static long residentKibibytes(ProcessHandle handle) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", String.valueOf(handle.pid()), "status"));
            return status.stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
