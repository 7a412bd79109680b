package dev.flare.participant.json;

import org.jspecify.annotations.Nullable;

/** Writes strings. */
public final class JsonText {

    private static final int FIRST_PRINTABLE = 0x20;

    private JsonText() {}

    /** A string in quotes, or {@code null}. */
    public static String of(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(one -> append(quoted, (char) one));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, char one) {
        if (one == '"' || one == '\\') {
            quoted.append('\\').append(one);
        } else if (one < FIRST_PRINTABLE) {
            quoted.append(String.format("\\u%04x", (int) one));
        } else {
            quoted.append(one);
        }
    }
}
