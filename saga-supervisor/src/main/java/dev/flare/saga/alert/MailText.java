package dev.flare.saga.alert;

import dev.flare.messages.supervision.MatrixRow;
import dev.flare.saga.answer.Action;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.transaction.CanaryDecision;
import java.util.List;

/**
 * An alert in the words of an e-mail, enough to act on without opening anything else. Whatever others said is one line here, so
 * that nobody can write lines that look like ours, nor headers.
 */
record MailText(String subject, String body) {

    private static final int SUBJECT_MAX = 200;

    static MailText of(AlertAnswer alert, String flareUrl) {
        return new MailText(subject(alert), body(alert, flareUrl));
    }

    private static String subject(AlertAnswer alert) {
        String mark = alert.type().equals(CanaryDecision.TYPE) ? "[canary] " : "[flare] ";
        String again = alert.escalations() == 0 ? "" : "urgent again (" + alert.escalations() + "): ";
        String subject = oneLine("%s%s%s of %s in %s %s"
                .formatted(mark, again, alert.failure(), alert.participant(), alert.type(), alert.transactionId()));
        return subject.length() <= SUBJECT_MAX ? subject : subject.substring(0, SUBJECT_MAX);
    }

    private static String body(AlertAnswer alert, String flareUrl) {
        StringBuilder body = new StringBuilder();
        if (alert.type().equals(CanaryDecision.TYPE)) {
            line(body, "This is a canary: it shows that alerts arrive. Nothing has failed, and nothing is to be done.");
            line(body, "");
        }
        line(
                body,
                alert.participant() + " failed first in transaction " + alert.transactionId() + " (" + alert.type()
                        + ").");
        line(body, "");
        line(body, "Failure      " + alert.failure());
        line(body, "Reason       " + alert.reason());
        line(body, "Since        " + alert.raisedAt());
        line(body, "Now          " + alert.next());
        if (alert.escalations() > 0) {
            line(body, "Urgent again " + alert.escalations() + " times: a compensation keeps failing");
        }
        line(body, "Runbook      " + flareUrl + alert.runbook());
        line(body, "Whole story  " + flareUrl + "/api/transactions/" + alert.transactionId() + "/explain");
        line(body, "Alert        " + flareUrl + "/api/alerts/" + alert.alertId());
        line(body, "Correlation  " + alert.correlationId());
        matrix(body, alert.matrix());
        actions(body, alert, flareUrl);
        return body.toString();
    }

    private static void matrix(StringBuilder body, List<MatrixRow> matrix) {
        line(body, "");
        line(body, "started completed failed compensated  participant");
        for (MatrixRow row : matrix) {
            line(
                    body,
                    "%-7s %-9s %-6s %-11s  %s"
                            .formatted(
                                    yes(row.hasStarted()),
                                    yes(row.hasCompleted()),
                                    yes(row.hasFailed()),
                                    yes(row.hasCompensated()),
                                    row.name()));
        }
    }

    private static String yes(boolean so) {
        return so ? "yes" : "-";
    }

    private static void actions(StringBuilder body, AlertAnswer alert, String flareUrl) {
        line(body, "");
        line(body, "What you may do; put your reason in, it is kept:");
        line(body, "");
        line(body, "# say that you are on it");
        line(body, curl(flareUrl + "/api/alerts/" + alert.alertId() + "/acknowledge"));
        for (Action action : alert.actions()) {
            String undoes = action.compensates().isEmpty() ? "" : ", undoes " + String.join(", ", action.compensates());
            line(body, "# " + action.action() + ": leads to " + action.leadsTo() + undoes);
            line(body, curl(flareUrl + action.path()));
        }
    }

    private static String curl(String url) {
        return "curl -s '" + url + "' -H 'Content-Type: application/json' -d '{\"reason\":\"...\"}'";
    }

    private static void line(StringBuilder body, String line) {
        body.append(oneLine(line)).append("\r\n");
    }

    /** Without whatever could end a line or a header: control characters and Unicode's separators of lines. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }
}
