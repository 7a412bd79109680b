package dev.flare.saga.alert;

import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.MatrixRow;
import dev.flare.saga.answer.Action;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.saga.transaction.Status;
import java.time.Instant;
import java.util.List;

/** Alerts to be told. */
final class Alerts {

    static final String ID = "5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001";

    private Alerts() {}

    static AlertAnswer of(String type, String reason, int escalations) {
        return new AlertAnswer(
                ID,
                "order-1",
                type,
                "billing.invoices",
                FailureKind.REPORTED_FAILURE,
                reason,
                Instant.parse("2026-11-21T16:25:53.838617Z"),
                AlertStatus.OPEN,
                "c-1",
                List.of(
                        new MatrixRow("stock.reservations", true, true, false, false),
                        new MatrixRow("billing.invoices", true, false, true, false)),
                List.of(),
                List.of(),
                escalations,
                "it waits for an operator",
                List.of(
                        new Action("resume", "/api/transactions/order-1/resume", Status.RUNNING, List.of()),
                        new Action(
                                "compensate",
                                "/api/transactions/order-1/compensate",
                                Status.COMPENSATING,
                                List.of("billing.invoices", "stock.reservations"))),
                "/runbooks/reported-failure",
                null);
    }

    static AlertAnswer real() {
        return of("shipping", "card declined", 0);
    }

    static AlertAnswer canary() {
        return of("canary", "it had not started", 0);
    }
}
