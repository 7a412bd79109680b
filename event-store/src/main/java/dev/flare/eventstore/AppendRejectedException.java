package dev.flare.eventstore;

import org.jspecify.annotations.Nullable;

/** The append's condition does not hold: nothing was written. Read again and decide again. */
public final class AppendRejectedException extends RuntimeException {

    private final @Nullable String takenTag;

    AppendRejectedException(String message, @Nullable String takenTag) {
        super(message, null, false, false);
        this.takenTag = takenTag;
    }

    /** The tag that only one event may carry and that another one carries already, if that is the reason. */
    public @Nullable String takenTag() {
        return takenTag;
    }
}
