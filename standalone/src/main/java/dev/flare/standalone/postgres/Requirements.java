package dev.flare.standalone.postgres;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Locale;

/** What the machine must allow, said before PostgreSQL would fail for the lack of it, and in plainer words. */
final class Requirements {

    private Requirements() {}

    /** PostgreSQL refuses to run as root; the library gets round it with a user namespace, where those are allowed. */
    static void refuseRootWithoutUserNamespace() {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        if (linux && System.getProperty("user.name").equals("root") && !canUnshare()) {
            throw new CommandStopped(
                    ExitCode.NO,
                    "PostgreSQL does not run as root. Run flare as an ordinary user; or, as root, install \"unshare\" "
                            + "(package util-linux) and allow user namespaces (\"unshare -U true\" must work)");
        }
    }

    private static boolean canUnshare() {
        try {
            Process attempt = new ProcessBuilder("unshare", "-U", "true")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return attempt.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
