package dev.flare.web.idempotency;

import dev.flare.messages.shared.RefusedException;
import dev.flare.web.document.Headers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.WebRequest;

/** The header by which a client says that two requests are one. */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";

    /** Says that an earlier request with this key did it. */
    public static final String HIT_HEADER = Headers.IDEMPOTENCY_HIT;

    /** 1 to 255 printable ASCII characters, no blank at either end. */
    public static final String FORM = "[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private IdempotencyKey() {}

    /** The key of a request, if it has one. */
    public static @Nullable String of(WebRequest request) {
        String[] keys = request.getHeaderValues(HEADER);
        if (keys == null || keys.length == 0) {
            return null;
        }
        if (keys.length > 1 || !PATTERN.matcher(keys[0]).matches()) {
            throw RefusedException.invalid(HEADER, "one " + HEADER + " of 1 to 255 printable ASCII characters");
        }
        return keys[0];
    }
}
