package dev.flare.saga.answer;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.saga.transaction.Status;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

/** What the document says of every call of the supervisor. */
public final class Shapes {

    private static final String POSITION = "(supervisor:)?[0-9]{1,18}";

    private Shapes() {}

    /** A query with a moment. */
    public static Call query(String id, String tag, String summary, String description) {
        return Call.of(id, tag, summary, description)
                .inQuery("position", Value.form(POSITION), "As known then: supervisor:123, or the number. Not with at.")
                .inQuery("at", Value.instant(), "As known at this instant, inclusive; not in the future.")
                .inQuery("effectiveAt", Value.instant(), "Ignored: transactions move no money.")
                .inQuery("minPosition", Value.form(POSITION), "Only delays: the answer waits until this was seen.")
                .inHeader("If-None-Match", Value.text(), "The ETag of an answer that is kept.")
                .answersNothing(304, "What is kept is still right.", Headers.ETAG, Headers.CACHE_CONTROL)
                .refuses(
                        RefusalCode.MALFORMED,
                        RefusalCode.INVALID_FIELD,
                        RefusalCode.UNKNOWN_FIELD,
                        RefusalCode.NOT_ACCEPTABLE,
                        RefusalCode.VIEW_BEHIND,
                        RefusalCode.UNAVAILABLE);
    }

    /** A list, newest first. */
    public static Call paged(Call call) {
        return ListCall.paged(call).refuses(RefusalCode.NOT_AT_A_MOMENT);
    }

    public static Call answers(Call call, String description, Shape shape, String example) {
        return call.answers(200, description, Value.shape(shape), example, Headers.CACHE_CONTROL, Headers.ETAG);
    }

    /** Adds what the answer to every command has. */
    public static Shape accepted(Shape shape) {
        return shape.with(
                        "position",
                        Value.perRegion(Words.position()),
                        "Where it stands in the supervisor's log; to be given as minPosition by who wants to read it.")
                .with("recordedAt", Value.instant(), "When the supervisor learned of it.");
    }

    public static Shape transaction(String name) {
        return Shape.answered(name, "A distributed transaction.")
                .with("transactionId", Value.text(), "Its id.")
                .with("type", Value.text(), "What kind of transaction it is; empty before it was registered.")
                .with("status", Value.oneOf((Object[]) Status.values()), "Where it stands.")
                .with("onFailure", Value.oneOf((Object[]) OnFailure.values()), "What happens after its first failure.")
                .with("registeredAt", Value.instant().orNull(), "Null before it was registered.")
                .with("participants", Value.list(Value.shape(participant())), "The matrix.")
                .with("alertId", Value.text().orNull(), "The alert that concerns it now.")
                .with(
                        "transfer",
                        Value.shape(transfer()).orNull(),
                        "What a transfer between regions moves; else null.");
    }

    private static Shape transfer() {
        return Shape.answered("TransferInTransit", "Money between two regions.")
                .with("from", Words.accountId(), "Who pays.")
                .with("to", Words.accountId(), "Who is paid.")
                .with("amount", Words.amount(), "In minor units.")
                .with("currency", Words.currency(), "Of both accounts.")
                .with("reference", Value.text().orNull(), "As it was given.")
                .with("reverses", Value.text().orNull(), "The transfer that it takes back.")
                .with("inTransit", Value.yesOrNo(), "It has left its account, and is neither back nor in the other.");
    }

    public static Shape participant() {
        return Shape.answered("Participant", "How far a participant is.")
                .with("name", Value.text(), "database.table")
                .with("after", Value.list(Value.text()), "Who has to complete before it may start.")
                .with("hasStarted", Value.yesOrNo(), "It reported so.")
                .with("hasCompleted", Value.yesOrNo(), "It reported so.")
                .with("hasFailed", Value.yesOrNo(), "It reported so, since the transaction was last resumed.")
                .with("hasCompensated", Value.yesOrNo(), "What it did is undone.")
                .with("startedAt", Value.instant().orNull(), "When it reported so.")
                .with("completedAt", Value.instant().orNull(), "When it reported so.")
                .with("deadline", Value.text(), "As it was given, a duration.")
                .with(
                        "dueAt",
                        Value.instant().orNull(),
                        "Until when it must have completed; null while others come first.")
                .with("reason", Value.text().orNull(), "Of its failure, in its own words.");
    }

    public static Shape action() {
        return Shape.answered("Action", "What an operator may do now.")
                .with("action", Value.text(), "resume, compensate or abandon.")
                .with("path", Value.text(), "To be sent a POST with a reason.")
                .with("leadsTo", Value.oneOf((Object[]) Status.values()), "The status that the transaction then has.")
                .with("compensates", Value.list(Value.text()), "Who is then compensated, in this order.");
    }

    public static Shape alert(String name) {
        return Shape.answered(name, "The first failure of a transaction, and what came after it.")
                .with("alertId", Value.text(), "The same in every channel and every repetition.")
                .with("transactionId", Value.text(), "Whose failure it is.")
                .with("type", Value.text(), "Of the transaction.")
                .with("participant", Value.text(), "Who failed first.")
                .with("failure", Value.oneOf((Object[]) FailureKind.values()), "What kind of failure it was.")
                .with("reason", Value.text(), "In the participant's words, or the supervisor's.")
                .with("raisedAt", Value.instant(), "When it was stored.")
                .with("status", Value.oneOf((Object[]) AlertStatus.values()), "Where it stands.")
                .with("correlationId", Value.text(), "Of the request that failed.")
                .with("matrix", Value.list(Value.shape(matrixRow())), "Every participant as it stood.")
                .with("evidence", Value.list(Value.shape(evidence())), "What came after it.")
                .with("deliveries", Value.list(Value.shape(delivery())), "How each channel has fared with it.")
                .with("escalations", Value.whole(0, Integer.MAX_VALUE), "How often a compensation failed since.")
                .with("next", Value.text(), "What happens now, in words.")
                .with("actions", Value.list(Value.shape(action())), "What an operator may do now.")
                .with("runbook", Value.text(), "Where this kind of failure is explained.")
                .with("acknowledgement", Value.shape(acknowledgement()).orNull(), "That an operator has seen it.");
    }

    private static Shape matrixRow() {
        return Shape.answered("MatrixRow", "How far a participant was.")
                .with("name", Value.text(), "database.table")
                .with("hasStarted", Value.yesOrNo(), "It had reported so.")
                .with("hasCompleted", Value.yesOrNo(), "It had reported so.")
                .with("hasFailed", Value.yesOrNo(), "It had reported so.")
                .with("hasCompensated", Value.yesOrNo(), "What it did was undone.");
    }

    private static Shape evidence() {
        return Shape.answered("Evidence", "What came too late or cannot be.")
                .with("position", Words.position(), "Where it stands in the supervisor's log.")
                .with("recordedAt", Value.instant(), "When the supervisor learned of it.")
                .with("participant", Value.text(), "Whose it is.")
                .with("source", Value.oneOf((Object[]) EvidenceSource.values()), "Where it comes from.")
                .with("state", Value.oneOf((Object[]) ReportedState.values()), "What it claims.")
                .with("reason", Value.text().orNull(), "In the participant's words, or the supervisor's.");
    }

    private static Shape delivery() {
        return Shape.answered("Delivery", "How a channel has fared with an alert.")
                .with("channel", Value.text(), "Its name.")
                .with("status", Value.oneOf("DELIVERED", "PENDING"), "Whether it has taken the alert.")
                .with("attempts", Value.whole(0, Integer.MAX_VALUE), "How often it was tried.")
                .with("deliveredAt", Value.instant().orNull(), "Null while it is pending.")
                .with("nextAttemptAt", Value.instant().orNull(), "Null when it is delivered.")
                .with("failure", Value.text().orNull(), "What the last attempt failed with.");
    }

    private static Shape acknowledgement() {
        return Shape.answered("Acknowledgement", "That an operator has seen an alert.")
                .with("at", Value.instant(), "When.")
                .with("reason", Value.text(), "In the operator's words.");
    }
}
