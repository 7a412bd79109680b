package dev.flare.command.web;

import dev.flare.messages.shared.RefusedException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header by which a client says that two requests are one. */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";

    /** Says that an earlier request with this key did it. */
    public static final String HIT_HEADER = "Idempotency-Hit";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");

    private IdempotencyKey() {}

    /** The key, if there is one. */
    public static @Nullable String checked(@Nullable String key) {
        if (key != null && !FORM.matcher(key).matches()) {
            throw RefusedException.invalid(HEADER, HEADER + " has 1 to 255 printable ASCII characters");
        }
        return key;
    }
}
