package dev.flare.command.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Call;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.IdempotencyKey;

/** What the document says of every command. */
public final class CommandCall {

    private CommandCall() {}

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

    /** A command on the account that its path names. */
    public static Call onAccount(String id, String tag, String summary, String description) {
        return of(id, tag, summary, description)
                .inPath("id", Words.accountId(), "The account.", "uk-ada")
                .refuses(RefusalCode.NOT_FOUND, RefusalCode.RESERVED_ACCOUNT);
    }

    /** The fields of every movement of money beside its accounts, see {@link Movement}. */
    public static Shape movement(Shape body) {
        return body.with("amount", Words.amount(), "In minor units.")
                .maybe(
                        "reference",
                        Value.text(Movement.REFERENCE_MAX).orNull(),
                        "Shown in statements; need not be unique.")
                .maybe(
                        "effectiveAt",
                        Value.instant().orNull(),
                        "When it counts, between the years 1 and 9999; when it is recorded, if not given.")
                .maybe("metadata", Value.anyObject().orNull(), metadata());
    }

    public static String metadata() {
        return "Kept and never read; at most " + Movement.METADATA_MAX
                + " characters of JSON, without null, depth at most " + JsonBody.DEPTH_MAX + " with the body.";
    }

    /** What one transfer says, alone or in a batch. */
    public static Shape transfer() {
        Shape accounts = Shape.sent("Transfer", "Money from one account to another of the same region.")
                .with("from", Words.accountId(), "Who pays.")
                .with("to", Words.accountId(), "Who is paid.");
        return movement(accounts).with("currency", Words.currency(), "That of both accounts: nothing is converted.");
    }

    /** A body that says nothing but why. */
    public static Shape reason() {
        return Shape.sent("Reason", "Why it is done.")
                .with("reason", Value.text(Reason.MAX), "In the words of whoever asks for it; kept with the event.");
    }

    /** @param idField the field with the id of what was made */
    public static Shape accepted(String name, String idField) {
        return accepted(Shape.answered(name, "It is committed, with fsync.")
                .with(idField, Value.text(), "Starts with its region."));
    }

    /** Adds what the answer to every command has. */
    public static Shape accepted(Shape shape) {
        return shape.with(
                        "position",
                        Value.perRegion(Words.position()),
                        "Where it stands in its region's log; to be given as minPosition by who wants to read it.")
                .with("recordedAt", Value.instant(), "When the store learned of it.");
    }
}
