package dev.flare.standalone.postgres;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says why PostgreSQL did not start, in the library's words and in PostgreSQL's own. */
final class StartFailure {

    private static final int TAIL = 15;
    private static final String NO_BINARIES = "Missing embedded postgres binaries";

    private StartFailure() {}

    static CommandStopped of(DataDirectory data, @Nullable Throwable cause) {
        String reason = cause == null
                ? "it ended at once"
                : String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
        return new CommandStopped(ExitCode.NO, reason.contains(NO_BINARIES) ? noBinaries() : tell(data, reason), cause);
    }

    private static String noBinaries() {
        return "this build has no embedded PostgreSQL for " + System.getProperty("os.name") + " on "
                + System.getProperty("os.arch")
                + "; build on Linux or macOS, x86-64 or arm64, on the kind of machine where it is to run";
    }

    private static String tell(DataDirectory data, String reason) {
        Path log = data.postgresLog();
        return "the embedded PostgreSQL does not start: " + reason + "\nlast lines of " + log + ":\n" + tail(log);
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return "(it cannot be read)";
        }
    }
}
