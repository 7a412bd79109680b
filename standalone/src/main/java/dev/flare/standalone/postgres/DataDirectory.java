package dev.flare.standalone.postgres;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where everything is kept, used by one Flare at a time: the lock is the operating system's, so it ends with the process,
 * however that ends.
 */
public final class DataDirectory implements AutoCloseable {

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /** Creates it if need be and takes its lock; {@link CommandStopped} when another Flare has it. */
    public static DataDirectory open(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path root = directory.toRealPath();
            return new DataDirectory(root, lock(root));
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot use the data directory " + directory + ": " + e, e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        Path file = root.resolve("flare.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            String holder = Files.readString(file).trim();
            channel.close();
            throw new CommandStopped(
                    ExitCode.NO,
                    "another flare is up on " + root + (holder.isEmpty() ? "" : " (process " + holder + ")")
                            + "; stop it first, or give --data another directory");
        }
        byte[] pid = String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0).write(ByteBuffer.wrap(pid));
        return channel;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path root() {
        return root;
    }

    /** Flare's own log, one JSON object per line. */
    public Path log() {
        return root.resolve("logs").resolve("flare.log");
    }

    /** What PostgreSQL itself says. */
    Path postgresLog() {
        return root.resolve("logs").resolve("postgres.log");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path binaries() {
        return root.resolve("postgres-binaries");
    }

    /** The password of PostgreSQL's superuser: there from the moment on when the databases are complete. */
    Path password() {
        return root.resolve("postgres.password");
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot give back the lock of " + root, e);
        }
    }
}
