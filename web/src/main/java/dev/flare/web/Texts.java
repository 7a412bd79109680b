package dev.flare.web;

import dev.flare.messages.shared.RefusedException;
import java.util.function.Function;

/** Texts from outside: what may be stored, and what the domain makes of them. */
public final class Texts {

    private static final int SHOWN_MAX = 64;

    private Texts() {}

    /** The text, if it has 1 to {@code max} characters, none of them a control character or half of a pair. */
    public static String checked(String field, String text, int max) {
        if (text.isBlank() || text.length() > max) {
            throw RefusedException.invalid(field, field + " must have 1 to " + max + " characters");
        }
        if (text.codePoints().anyMatch(Texts::isUnfit)) {
            throw RefusedException.invalid(field, field + " must not contain control characters or broken pairs");
        }
        return text;
    }

    private static boolean isUnfit(int codePoint) {
        return Character.isISOControl(codePoint) || isHalfOfAPair(codePoint);
    }

    static boolean isHalfOfAPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** What a constructor of the domain makes of a text; its complaint becomes the refusal. */
    public static <T> T made(String field, String text, Function<String, T> constructor) {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid(field, String.valueOf(e.getMessage()));
        }
    }

    /** A text as it may stand in a message: short and without anything that a terminal or log obeys. */
    static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= SHOWN_MAX ? plain : plain.substring(0, SHOWN_MAX) + "…";
    }
}
