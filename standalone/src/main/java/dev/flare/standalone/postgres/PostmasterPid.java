package dev.flare.standalone.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a data directory's {@code postmaster.pid} says about the server that runs on it, or did when it was last seen.
 *
 * @param directory the data directory
 * @param pid the server's process, from the first line
 */
record PostmasterPid(Path directory, long pid) {

    private static final String FILE = "postmaster.pid";

    /** No process has it: beyond what Linux and macOS give out. */
    private static final String NOBODY = String.valueOf(Integer.MAX_VALUE - 1);

    /** What is written for a data directory, if anything that can be read is. */
    static Optional<PostmasterPid> of(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            String first = Files.readString(file).lines().findFirst().orElse("");
            return Optional.of(new PostmasterPid(dataDirectory, Long.parseLong(first.trim())));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** After a power cut it may be there and empty; PostgreSQL would not start until somebody removes it. */
    static void removeWithoutPid(Path dataDirectory) {
        try {
            Files.deleteIfExists(dataDirectory.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + dataDirectory.resolve(FILE), e);
        }
    }

    /** Is there a living process of that number, and is it the server of this very data directory? */
    boolean isRunning() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                && !isZombie()
                && namesDirectory(commandLine());
    }

    /** A server that has ended and whose parent has not looked yet; it keeps its number, and nothing else. */
    private boolean isZombie() {
        String stat = procFile("stat").orElse("");
        int afterName = stat.lastIndexOf(')');
        return afterName >= 0 && stat.startsWith(" Z", afterName + 1);
    }

    private List<String> commandLine() {
        return procFile("cmdline").map(line -> List.of(line.split("\0"))).orElseGet(this::commandLineWithoutProc);
    }

    private List<String> commandLineWithoutProc() {
        List<String> line = new ArrayList<>();
        ProcessHandle.of(pid).map(ProcessHandle::info).ifPresent(info -> {
            info.command().ifPresent(line::add);
            info.arguments().ifPresent(arguments -> line.addAll(Arrays.asList(arguments)));
        });
        return line;
    }

    private Optional<String> procFile(String name) {
        try {
            return Optional.of(Files.readString(Path.of("/proc", String.valueOf(pid), name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean namesDirectory(List<String> commandLine) {
        Path here = real(directory.toAbsolutePath());
        return commandLine.stream()
                .anyMatch(argument ->
                        argument.startsWith("/") && real(Path.of(argument)).equals(here));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.normalize();
        }
    }

    /**
     * Makes a file left by a server that is gone harmless when its number belongs to someone else by now: PostgreSQL would
     * take that process for the server and refuse to start. The rest of the file stays, for by it PostgreSQL finds out
     * whether a child of the old server still has the data open.
     */
    void forgetPid() {
        Path file = directory.resolve(FILE);
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            lines.set(0, NOBODY);
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
