package dev.flare.saga.enlist;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.answer.Shapes;
import dev.flare.saga.transaction.Ids;
import dev.flare.web.Reason;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.idempotency.KeyedCall;

/** What the document says of transactions under supervision. */
final class EnlistDescriptions {

    private static final String TAG = "Transactions";

    static final class Register implements Description {

        @Override
        public Call call() {
            return KeyedCall.of(
                            "registerTransaction",
                            TAG,
                            "Put a transaction under supervision",
                            "Its participants then report how far they are; the first failure raises an alert and halts it.")
                    .body(
                            Shape.sent("NewTransaction", "A distributed transaction.")
                                    .maybe(
                                            "transactionId",
                                            Value.form(Ids.TRANSACTION).orNull(),
                                            "The client's own; may not start with a region and a hyphen. Made when not given.")
                                    .with("type", Value.form(Ids.TYPE), "What kind of transaction it is.")
                                    .with(
                                            "participants",
                                            Value.list(Value.shape(participant()), 1, Registration.PARTICIPANTS_MAX),
                                            "Who takes part.")
                                    .maybe(
                                            "onFailure",
                                            Value.oneOf((Object[]) OnFailure.values())
                                                    .otherwise(OnFailure.HOLD)
                                                    .orNull(),
                                            "What happens after its first failure: whoever started is compensated, or it waits."))
                    .example("a shipment", """
                            {"type":"shipping","onFailure":"HOLD","participants":[
                             {"name":"stock.reservations","deadline":"PT10M"},
                             {"name":"billing.invoices","after":["stock.reservations"],"deadline":"PT5M"}]}""")
                    .leadsTo("report", "id", "transactionId")
                    .leadsTo("transaction", "id", "transactionId")
                    .leadsTo("explain", "id", "transactionId")
                    .leadsTo("resumeTransaction", "id", "transactionId")
                    .leadsTo("compensateTransaction", "id", "transactionId")
                    .leadsTo("abandonTransaction", "id", "transactionId")
                    .answers(
                            201,
                            "It is under supervision, and deadlines run.",
                            Value.shape(Shapes.accepted(
                                    Shape.answered("TransactionAccepted", "It is committed, with fsync.")
                                            .with("transactionId", Value.text(), "Its id."))),
                            """
                            {"transactionId":"order-1","position":{"supervisor":1},"recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                            Headers.IDEMPOTENCY_HIT,
                            Headers.LOCATION)
                    .refuses(RefusalCode.ALREADY_EXISTS, RefusalCode.INTAKE_STOPPED);
        }

        private static Shape participant() {
            return Shape.sent("NewParticipant", "Who takes part, and under which terms.")
                    .with("name", Value.form(Ids.PARTICIPANT), "database.table")
                    .maybe(
                            "after",
                            Value.list(Value.form(Ids.PARTICIPANT), 0, Registration.PARTICIPANTS_MAX)
                                    .orNull(),
                            "Who has to complete before it may start.")
                    .maybe(
                            "deadline",
                            Value.text(64)
                                    .otherwise(Registration.DEADLINE_USUAL.toString())
                                    .orNull(),
                            "A duration from " + Registration.DEADLINE_MIN + " to " + Registration.DEADLINE_MAX
                                    + ", from the registration, or from the completion of all after, until it completed.")
                    .maybe(
                            "compensateUrl",
                            Value.text(Registration.URL_MAX).orNull(),
                            "Is sent a POST, again until it answers 2xx, when it must undo its work.")
                    .maybe(
                            "statusUrl",
                            Value.text(Registration.URL_MAX).orNull(),
                            "Answers a GET with its own row: hasStarted, hasCompleted, hasFailed, hasCompensated.");
        }
    }

    static final class Report implements Description {

        @Override
        public Call call() {
            return KeyedCall.of(
                            "report",
                            TAG,
                            "Report how far a participant is",
                            "STARTED, then COMPLETED; or FAILED. An exact repeat is answered like the first report.")
                    .inPath("id", Value.text(200), "The transaction.", "order-1")
                    .inPath("name", Value.text(200), "The participant.", "stock.reservations")
                    .body(Shape.sent("Report", "How far it is.")
                            .with("state", Value.oneOf((Object[]) ReportedState.values()), "What happened.")
                            .maybe("reason", Value.text(Reason.MAX).orNull(), "Why, if it failed."))
                    .example("it starts", "{\"state\":\"STARTED\"}")
                    .answers(
                            200,
                            "Taken. Whoever waits for this before it works is fenced by a halt.",
                            Value.shape(Shapes.accepted(Shape.answered("ReportAccepted", "It is committed, with fsync.")
                                    .with("transactionId", Value.text(), "The transaction.")
                                    .with("participant", Value.text(), "The participant.")
                                    .with(
                                            "state",
                                            Value.oneOf((Object[]) ReportedState.values()),
                                            "What it reported."))),
                            """
                            {"transactionId":"order-1","participant":"stock.reservations","state":"STARTED",
                             "position":{"supervisor":2},"recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                            Headers.IDEMPOTENCY_HIT)
                    .refuses(
                            RefusalCode.NOT_FOUND,
                            RefusalCode.NOT_STARTED,
                            RefusalCode.CONTRADICTION,
                            RefusalCode.TX_HALTED);
        }
    }

    private EnlistDescriptions() {}
}
