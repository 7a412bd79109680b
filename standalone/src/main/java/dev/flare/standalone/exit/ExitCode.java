package dev.flare.standalone.exit;

/** What a script learns from a command's end. */
public enum ExitCode {
    DONE(0),
    /** The answer is no, or it could not be done. */
    NO(1),
    WRONG_USAGE(2),
    NOT_REACHABLE(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
