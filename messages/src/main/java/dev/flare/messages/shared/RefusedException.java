package dev.flare.messages.shared;

import org.jspecify.annotations.Nullable;

/** A request is refused, for a reason that its sender can act on. Knows nothing of HTTP. */
public final class RefusedException extends RuntimeException {

    private final RefusalCode code;
    private final @Nullable String field;

    /**
     * @param detail a sentence for people, which names no secret
     * @param field the field or parameter at fault, if it is one
     */
    public RefusedException(RefusalCode code, String detail, @Nullable String field) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
    }

    public RefusedException(RefusalCode code, String detail) {
        this(code, detail, null);
    }

    public static RefusedException invalid(String field, String detail) {
        return new RefusedException(RefusalCode.INVALID_FIELD, detail, field);
    }

    public RefusalCode code() {
        return code;
    }

    public @Nullable String field() {
        return field;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
