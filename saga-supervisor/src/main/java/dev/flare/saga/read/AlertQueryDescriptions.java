package dev.flare.saga.read;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.saga.answer.Shapes;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Value;

/** What the document says of reading alerts. */
final class AlertQueryDescriptions {

    private static final String TAG = "Alerts";

    private static final String ALERT = """
            "alertId":"5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001","transactionId":"order-1","type":"shipping","participant":"billing.invoices",
             "failure":"REPORTED_FAILURE","reason":"card declined","raisedAt":"2026-11-21T16:25:53.838617Z","status":"OPEN","correlationId":"c-1",
             "matrix":[{"name":"billing.invoices","hasStarted":true,"hasCompleted":false,"hasFailed":true,"hasCompensated":false}],
             "evidence":[],"deliveries":[{"channel":"log","status":"DELIVERED","attempts":1,"deliveredAt":"2026-11-21T16:25:53.9Z","nextAttemptAt":null,"failure":null}],
             "escalations":0,"next":"it waits for an operator","actions":[{"action":"compensate","path":"/api/transactions/order-1/compensate","leadsTo":"COMPENSATING","compensates":["billing.invoices"]}],
             "runbook":"/runbooks/reported-failure","acknowledgement":null""";

    private static final String AS_OF = """
            "asOf":{"position":{"supervisor":3},"recordedAt":"2026-11-21T16:25:53.838617Z"}""";

    static final class One implements Description {

        @Override
        public Call call() {
            return Shapes.answers(
                    Shapes.query("alert", TAG, "An alert", "With evidence, deliveries and what may be done.")
                            .inPath("id", Value.text(200), "The alert.", "5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001")
                            .refuses(RefusalCode.NOT_FOUND),
                    "The alert.",
                    Shapes.alert("AlertAsOf").with("asOf", Value.shape(ListCall.asOf()), "What it reflects."),
                    "{" + ALERT + "," + AS_OF + "}");
        }
    }

    static final class Many implements Description {

        @Override
        public Call call() {
            Call call = Shapes.query("alerts", TAG, "Alerts, newest first", "At a moment without any other filter.")
                    .inQuery("status", Value.oneOf((Object[]) AlertStatus.values()), "Only those that stand there.")
                    .inQuery("type", Value.text(), "Only those of transactions of this type.");
            return Shapes.answers(
                    Shapes.paged(call),
                    "A page of alerts.",
                    ListCall.page("Alerts", Shapes.alert("Alert")),
                    "{\"cursor\":{\"pageSize\":100,\"hasMore\":false,\"next\":null,\"previous\":null,\"data\":[{"
                            + ALERT + "}]}," + AS_OF + "}");
        }
    }

    private AlertQueryDescriptions() {}
}
