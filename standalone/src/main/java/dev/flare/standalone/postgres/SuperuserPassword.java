package dev.flare.standalone.postgres;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * Who else is on this machine may connect to a port on loopback; without the password it goes no further.
 *
 * <p>The file has its final name only once PostgreSQL has started on a complete directory. So a first start that was cut
 * off is told from a password that was lost: the first is begun again, the second is refused, for there is data behind it.
 */
final class SuperuserPassword {

    private final Path file;
    private final Path unproven;

    private SuperuserPassword(Path file) {
        this.file = file;
        this.unproven = file.resolveSibling(file.getFileName() + ".new");
    }

    /** Makes sure that there is one, and that what is in the data directory was made with it. */
    static SuperuserPassword of(DataDirectory data) {
        SuperuserPassword password = new SuperuserPassword(data.password());
        try {
            if (!Files.exists(password.file)) {
                password.begin(data.postgres());
            }
            return password;
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot write below " + data.root() + ": " + e, e);
        }
    }

    private void begin(Path postgres) throws IOException {
        if (isFilled(postgres)) {
            if (!Files.exists(unproven)) {
                throw new CommandStopped(
                        ExitCode.NO,
                        file + " is missing, and without it the databases in " + postgres
                                + " cannot be opened; put it back");
            }
            setAside(postgres);
        }
        Files.deleteIfExists(unproven);
        Files.createFile(unproven, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unproven, Passwords.random());
    }

    private static boolean isFilled(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }

    private static void setAside(Path postgres) throws IOException {
        Path aside = postgres.resolveSibling("postgres.incomplete-" + System.currentTimeMillis());
        Files.move(postgres, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    /** PostgreSQL has started with it: from now on it is the one. */
    void proven() throws IOException {
        if (!Files.exists(file)) {
            Files.move(unproven, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    Path path() {
        return Files.exists(file) ? file : unproven;
    }

    String value() throws IOException {
        return Files.readString(path());
    }
}
