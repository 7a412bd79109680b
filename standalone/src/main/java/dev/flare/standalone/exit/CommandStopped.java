package dev.flare.standalone.exit;

import org.jspecify.annotations.Nullable;

/** A command cannot go on. The message is for the person at the console and says what to do; no stack trace is shown. */
public final class CommandStopped extends RuntimeException {

    private final ExitCode exitCode;

    public CommandStopped(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    public CommandStopped(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
