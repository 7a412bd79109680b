package dev.flare.saga.operate;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.saga.answer.Shapes;
import dev.flare.saga.transaction.Ids;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.idempotency.KeyedCall;

/** What the document says of types of transactions. */
final class TransactionTypeDescriptions {

    private static final String TAG = "Transactions";

    static final class Read implements Description {

        @Override
        public Call call() {
            return type(Call.of(
                            "transactionType", TAG, "The rules of a type", "The usual ones, if nobody has set any."))
                    .answers(
                            200,
                            "Its rules.",
                            Value.shape(Shape.answered("TransactionType", "What holds for a type.")
                                    .with("type", Value.text(), "The type.")
                                    .with(
                                            "stopsIntakeOnAlert",
                                            Value.yesOrNo(),
                                            "Whether an alert stops new transactions of it.")
                                    .with(
                                            "stoppedBy",
                                            Value.text().orNull(),
                                            "The alert that did, while they are stopped.")),
                            """
                            {"type":"shipping","stopsIntakeOnAlert":true,"stoppedBy":null}""",
                            Headers.CACHE_CONTROL)
                    .refuses(
                            RefusalCode.MALFORMED,
                            RefusalCode.INVALID_FIELD,
                            RefusalCode.NOT_FOUND,
                            RefusalCode.NOT_ACCEPTABLE,
                            RefusalCode.UNAVAILABLE);
        }
    }

    static final class Rule implements Description {

        @Override
        public Call call() {
            return accepted(type(KeyedCall.of(
                            "ruleTransactionType", TAG, "Set the rules of a type", "For all that come."))
                    .body(Shape.sent("TransactionTypeRules", "What is to hold for a type.")
                            .maybe(
                                    "stopsIntakeOnAlert",
                                    Value.yesOrNo().otherwise(false).orNull(),
                                    "Whether an alert stops new transactions of it until an operator resumes them."))
                    .example("go on", "{\"stopsIntakeOnAlert\":false}"));
        }
    }

    static final class ResumeIntake implements Description {

        @Override
        public Call call() {
            return accepted(type(KeyedCall.of("resumeIntake", TAG, "Let a type in again", "After an alert stopped it."))
                            .body(KeyedCall.reason())
                            .example("mended", "{\"reason\":\"the scanner works again\"}"))
                    .refuses(RefusalCode.NOT_POSSIBLE_NOW);
        }
    }

    private TransactionTypeDescriptions() {}

    private static Call type(Call call) {
        return call.inPath("type", Value.form(Ids.TYPE), "The type.", "shipping");
    }

    private static Call accepted(Call call) {
        return call.answers(
                        200,
                        "Done.",
                        Value.shape(Shapes.accepted(
                                Shape.answered("TransactionTypeAccepted", "It is committed, with fsync.")
                                        .with("type", Value.text(), "The type."))),
                        """
                        {"type":"shipping","position":{"supervisor":6},"recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                        Headers.IDEMPOTENCY_HIT)
                .refuses(RefusalCode.NOT_FOUND);
    }
}
