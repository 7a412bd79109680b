package dev.flare.command.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.JsonBody;
import dev.flare.web.document.Call;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

/** What the document says of commands to the ledger. */
public final class CommandCall {

    private CommandCall() {}

    /** A command on the account that its path names. */
    public static Call onAccount(String id, String tag, String summary, String description) {
        return KeyedCall.of(id, tag, summary, description)
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
        Shape accounts = Shape.sent("Transfer", "Money from one account to another.")
                .with("from", Words.accountId(), "Who pays.")
                .with("to", Words.accountId(), "Who is paid.");
        return movement(accounts).with("currency", Words.currency(), "That of both accounts: nothing is converted.");
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
