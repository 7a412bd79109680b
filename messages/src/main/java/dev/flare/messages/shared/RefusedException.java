package dev.flare.messages.shared;

import org.jspecify.annotations.Nullable;

/** A request is refused, for a reason that its sender can act on. Knows nothing of HTTP. */
public final class RefusedException extends RuntimeException {

    private final RefusalCode code;
    private final @Nullable String field;
    private final @Nullable Integer index;

    /**
     * @param detail a sentence for people, which names no secret
     * @param field the field or parameter at fault, if it is one
     */
    public RefusedException(RefusalCode code, String detail, @Nullable String field) {
        this(code, detail, field, null);
    }

    private RefusedException(RefusalCode code, String detail, @Nullable String field, @Nullable Integer index) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
        this.index = index;
    }

    public RefusedException(RefusalCode code, String detail) {
        this(code, detail, null);
    }

    public static RefusedException invalid(String field, String detail) {
        return new RefusedException(RefusalCode.INVALID_FIELD, detail, field);
    }

    /** The same, said of an item of a list. */
    public RefusedException ofItem(String list, int item) {
        String within = list + "[" + item + "]";
        return new RefusedException(code, detail(), field == null ? within : within + "." + field, item);
    }

    public RefusalCode code() {
        return code;
    }

    public @Nullable String field() {
        return field;
    }

    /** Which item of a list is at fault, counted from 0, if it is one. */
    public @Nullable Integer index() {
        return index;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
