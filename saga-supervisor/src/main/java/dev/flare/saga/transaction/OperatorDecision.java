package dev.flare.saga.transaction;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.AlertAcknowledged;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.TransactionAbandoned;
import dev.flare.messages.supervision.TransactionResumed;
import java.util.List;

/** What operators do to a transaction that does not run. Each act has a reason, which is kept with it. */
public final class OperatorDecision {

    /** What an operator can do, and from where. */
    public enum Act {
        /** It goes on where it stands. */
        RESUME(List.of(Status.HALTED), Status.RUNNING),
        /** Whoever started is compensated, in reverse order. */
        COMPENSATE(List.of(Status.HALTED), Status.COMPENSATING),
        /** It stays as it is, for good. */
        ABANDON(List.of(Status.HALTED, Status.COMPENSATING), Status.ABANDONED);

        private final List<Status> from;
        private final Status to;

        Act(List<Status> from, Status to) {
            this.from = from;
            this.to = to;
        }

        /** The status it leads to. */
        public Status to() {
            return to;
        }

        /**
         * Whether an operator can do it to a transaction as it stands. Money in transit is neither given up nor returned by hand:
         * that could lose it, or make it. What the supervisor watches over all the time is only resumed: otherwise it could never
         * fail again.
         */
        public boolean isPossible(Transaction transaction) {
            boolean isAllowed = this == RESUME ? TransferSaga.mayGoOn(transaction) : !transaction.isOurs();
            return isAllowed && from.contains(transaction.status());
        }
    }

    private OperatorDecision() {}

    public static Verdict decide(Case given, Act act, String reason) {
        Transaction transaction = given.transaction();
        if (!transaction.known()) {
            return Verdict.refused(RefusalCode.NOT_FOUND, "there is no such transaction", "transactionId");
        }
        if (!act.isPossible(transaction)) {
            return Verdict.refused(RefusalCode.NOT_POSSIBLE_NOW, impossible(transaction, act), null);
        }
        Course course = new Course(transaction, given.now());
        course.add(
                switch (act) {
                    case RESUME -> new TransactionResumed(transaction.id(), reason);
                    case COMPENSATE -> new CompensationStarted(transaction.id(), reason);
                    case ABANDON -> new TransactionAbandoned(transaction.id(), reason);
                });
        course.endIfUndone();
        return course.verdict();
    }

    private static String impossible(Transaction transaction, Act act) {
        if (!act.from.contains(transaction.status())) {
            return "the transaction is " + transaction.status() + "; " + act + " is possible from " + act.from;
        }
        return transaction.transfer() == null
                ? "what the supervisor itself watches over can only be resumed"
                : "money is in transit: it returns by itself as soon as its target region has confirmed the halt";
    }

    /** An operator has seen an alert. Saying so twice in the same words is once, unless it became urgent again in between. */
    public static Verdict acknowledge(Case given, String alertId, String reason) {
        return given.transaction().alerts().stream()
                .filter(alert -> alert.id().equals(alertId))
                .findFirst()
                .map(alert -> acknowledge(given, alert, reason))
                .orElseGet(() -> Verdict.refused(RefusalCode.NOT_FOUND, "there is no such alert", "alertId"));
    }

    private static Verdict acknowledge(Case given, Alert alert, String reason) {
        if (alert.status() == AlertStatus.OPEN) {
            return Verdict.of(
                    new AlertAcknowledged(alert.id(), given.transaction().id(), reason));
        }
        if (alert.acknowledged() != null && reason.equals(alert.acknowledgement())) {
            return Verdict.repeated(alert.acknowledged());
        }
        return Verdict.refused(RefusalCode.NOT_POSSIBLE_NOW, "the alert is " + alert.status(), null);
    }
}
