package dev.flare.web.idempotency;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.Reason;
import dev.flare.web.document.Call;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;

/** What the document says of every command. */
public final class KeyedCall {

    private KeyedCall() {}

    /** A command with its key and the refusals that every command knows; body, answers and its own refusals follow. */
    public static Call of(String id, String tag, String summary, String description) {
        return Call.of(id, tag, summary, description)
                .inHeader(
                        IdempotencyKey.HEADER,
                        Value.form(IdempotencyKey.FORM),
                        "Says that two requests are one: the second is answered like the first and does nothing. Never expires.")
                .refuses(
                        RefusalCode.MALFORMED,
                        RefusalCode.INVALID_FIELD,
                        RefusalCode.MISSING_FIELD,
                        RefusalCode.UNKNOWN_FIELD,
                        RefusalCode.IDEMPOTENCY_MISMATCH,
                        RefusalCode.CONFLICT,
                        RefusalCode.TOO_LARGE,
                        RefusalCode.UNSUPPORTED_MEDIA_TYPE,
                        RefusalCode.OVERLOADED,
                        RefusalCode.UNAVAILABLE);
    }

    /** A body that says nothing but why. */
    public static Shape reason() {
        return Shape.sent("Reason", "Why it is done.")
                .with("reason", Value.text(Reason.MAX), "In the words of whoever asks for it; kept with the event.");
    }
}
