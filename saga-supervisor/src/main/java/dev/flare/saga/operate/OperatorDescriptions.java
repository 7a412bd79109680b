package dev.flare.saga.operate;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.saga.answer.Shapes;
import dev.flare.saga.transaction.Status;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.idempotency.KeyedCall;

/** What the document says of operators' acts. */
final class OperatorDescriptions {

    static final class Resume implements Description {

        @Override
        public Call call() {
            return act(
                    "resumeTransaction",
                    "Let a halted transaction go on",
                    "Whoever has not completed has his whole deadline again.",
                    Status.RUNNING);
        }
    }

    static final class Compensate implements Description {

        @Override
        public Call call() {
            return act(
                    "compensateTransaction",
                    "Undo a halted transaction",
                    "Whoever started, by report or by evidence, is compensated in reverse order.",
                    Status.COMPENSATING);
        }
    }

    static final class Abandon implements Description {

        @Override
        public Call call() {
            return act(
                    "abandonTransaction",
                    "Leave a transaction as it is",
                    "For good: nothing more is done, and nobody is told again.",
                    Status.ABANDONED);
        }
    }

    static final class Acknowledge implements Description {

        @Override
        public Call call() {
            return KeyedCall.of(
                            "acknowledge",
                            "Alerts",
                            "Say that an alert is seen",
                            "It stays until its transaction goes on.")
                    .inPath("id", Value.text(200), "The alert.", "5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001")
                    .body(KeyedCall.reason())
                    .example("seen", "{\"reason\":\"calling the warehouse\"}")
                    .answers(
                            200,
                            "It is known to be seen.",
                            Value.shape(
                                    Shapes.accepted(Shape.answered("AlertAcknowledged", "It is committed, with fsync.")
                                            .with("alertId", Value.text(), "The alert.")
                                            .with("status", Value.oneOf("ACKNOWLEDGED"), "Where it stands."))),
                            """
                            {"alertId":"5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001","status":"ACKNOWLEDGED",
                             "position":{"supervisor":5},"recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                            Headers.IDEMPOTENCY_HIT)
                    .refuses(RefusalCode.NOT_FOUND, RefusalCode.NOT_POSSIBLE_NOW);
        }
    }

    private OperatorDescriptions() {}

    private static Call act(String id, String summary, String description, Status to) {
        return KeyedCall.of(id, "Transactions", summary, description)
                .inPath("id", Value.text(200), "The transaction.", "order-1")
                .body(KeyedCall.reason())
                .example("a reason", "{\"reason\":\"agreed with the warehouse\"}")
                .answers(200, "Done.", Value.shape(acted()), """
                        {"transactionId":"order-1","status":"%s","position":{"supervisor":4},"recordedAt":"2026-11-21T16:25:52.838617Z"}""".formatted(to), Headers.IDEMPOTENCY_HIT)
                .refuses(RefusalCode.NOT_FOUND, RefusalCode.NOT_POSSIBLE_NOW);
    }

    private static Shape acted() {
        return Shapes.accepted(Shape.answered("TransactionActed", "It is committed, with fsync.")
                .with("transactionId", Value.text(), "The transaction.")
                .with("status", Value.oneOf(Status.RUNNING, Status.COMPENSATING, Status.ABANDONED), "Where it goes."));
    }
}
