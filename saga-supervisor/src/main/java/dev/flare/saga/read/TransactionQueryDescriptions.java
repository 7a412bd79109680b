package dev.flare.saga.read;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.saga.answer.Shapes;
import dev.flare.saga.transaction.Status;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

/** What the document says of reading transactions. */
final class TransactionQueryDescriptions {

    private static final String TAG = "Transactions";

    private static final String TRANSACTION = """
            "transactionId":"order-1","type":"shipping","status":"HALTED","onFailure":"HOLD","registeredAt":"2026-11-21T16:25:52.838617Z",
             "participants":[{"name":"billing.invoices","after":[],"hasStarted":true,"hasCompleted":false,"hasFailed":true,"hasCompensated":false,
              "startedAt":"2026-11-21T16:25:52.838617Z","completedAt":null,"deadline":"PT5S","dueAt":"2026-11-21T16:25:57.838617Z","reason":"card declined"}],"alertId":"5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001","transfer":null """;

    private static final String AS_OF = """
            "asOf":{"position":{"supervisor":3},"recordedAt":"2026-11-21T16:25:53.838617Z"}""";

    static final class One implements Description {

        @Override
        public Call call() {
            return Shapes.answers(
                    transaction(
                            Shapes.query("transaction", TAG, "A transaction", "With the matrix of its participants.")),
                    "The transaction.",
                    Shapes.transaction("TransactionAsOf")
                            .with("asOf", Value.shape(ListCall.asOf()), "What it reflects."),
                    "{" + TRANSACTION + "," + AS_OF + "}");
        }
    }

    static final class Many implements Description {

        @Override
        public Call call() {
            Call call = Shapes.query(
                            "transactions", TAG, "Transactions, newest first", "At a moment without any other filter.")
                    .inQuery("status", Value.oneOf((Object[]) Status.values()), "Only those that stand there.")
                    .inQuery("type", Value.text(), "Only those of this type.")
                    .inQuery("participant", Value.text(), "Only those in which this one takes part.");
            return Shapes.answers(
                    Shapes.paged(call),
                    "A page of transactions.",
                    ListCall.page("Transactions", Shapes.transaction("Transaction")),
                    "{\"cursor\":{\"pageSize\":100,\"hasMore\":false,\"next\":null,\"previous\":null,\"data\":[{"
                            + TRANSACTION + "}]}," + AS_OF + "}");
        }
    }

    static final class Explain implements Description {

        @Override
        public Call call() {
            return Shapes.answers(
                    transaction(Shapes.query(
                            "explain",
                            TAG,
                            "Why a transaction stands where it stands",
                            "Everything that happened to it, the first failing fact, and what an operator may do.")),
                    "The explanation.",
                    explanation(),
                    """
                    {"transactionId":"order-1","type":"shipping","status":"COMPLETED","participants":[],
                     "chain":[{"position":1,"recordedAt":"2026-11-21T16:25:52.838617Z","event":"supervision.TransactionRegistered",
                      "participant":null,"says":"under supervision, with stock.reservations, billing.invoices","correlationId":"c-1"}],
                     "firstFailure":null,"actions":[],"asOf":{"position":{"supervisor":3},"recordedAt":"2026-11-21T16:25:53.838617Z"}}""");
        }

        private static Shape explanation() {
            return Shape.answered("Explanation", "Why a transaction stands where it stands.")
                    .with("transactionId", Value.text(), "Its id.")
                    .with("type", Value.text(), "What kind of transaction it is.")
                    .with("status", Value.oneOf((Object[]) Status.values()), "Where it stands.")
                    .with("participants", Value.list(Value.shape(Shapes.participant())), "The matrix.")
                    .with("chain", Value.list(Value.shape(step())), "Everything that happened to it, in order.")
                    .with("firstFailure", Value.shape(failure()).orNull(), "What failed first, if anything did.")
                    .with("actions", Value.list(Value.shape(Shapes.action())), "What an operator may do now.")
                    .with("asOf", Value.shape(ListCall.asOf()), "What it reflects.");
        }

        private static Shape step() {
            return Shape.answered("Step", "One event of a transaction.")
                    .with("position", Words.position(), "Where it stands in the supervisor's log.")
                    .with("recordedAt", Value.instant(), "When the supervisor learned of it.")
                    .with("event", Value.text(), "Its name on the wire.")
                    .with("participant", Value.text().orNull(), "Whom it is about, if it is one.")
                    .with("says", Value.text(), "The same in words.")
                    .with("correlationId", Value.text(), "Of the request that led to it.");
        }

        private static Shape failure() {
            return Shape.answered("FirstFailure", "The first failing fact.")
                    .with("alertId", Value.text(), "The alert that it raised.")
                    .with("position", Words.position(), "Of that alert in the supervisor's log.")
                    .with("recordedAt", Value.instant(), "When it was stored.")
                    .with("participant", Value.text(), "Who failed.")
                    .with("failure", Value.oneOf((Object[]) FailureKind.values()), "What kind of failure it was.")
                    .with("reason", Value.text(), "In the participant's words, or the supervisor's.");
        }
    }

    private TransactionQueryDescriptions() {}

    private static Call transaction(Call call) {
        return call.inPath("id", Value.text(200), "The transaction.", "order-1").refuses(RefusalCode.NOT_FOUND);
    }
}
