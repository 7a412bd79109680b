package dev.flare.web;

/** Why something is done, in the words of whoever asks for it: kept with the event. */
public final class Reason {

    /** How many characters a reason may have. */
    public static final int MAX = 500;

    private Reason() {}

    /** The reason, which is all that the body has. */
    public static String only(JsonBody body) {
        String reason = body.text("reason", MAX);
        body.nothingElse();
        return reason;
    }
}
