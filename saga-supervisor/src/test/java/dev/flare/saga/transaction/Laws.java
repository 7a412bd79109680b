package dev.flare.saga.transaction;

import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionCompensated;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionResumed;
import java.time.Instant;

/**
 * A transaction together with what its events alone say, so that what must always hold is checked on every step.
 *
 * @param fenced whether it was halted and not resumed since
 * @param alerts how many were raised since it was last resumed
 */
record Laws(Transaction transaction, boolean fenced, int alerts) {

    static Laws of(Transaction transaction) {
        return new Laws(transaction, false, 0);
    }

    /** The next step. Fails where it breaks a law. */
    Laws then(Verdict verdict, Instant now, String correlationId) {
        Laws next = this;
        for (SupervisionEvent event : verdict.events()) {
            if (event instanceof TransactionEvent ofTransaction) {
                next = next.then(ofTransaction, now, correlationId);
            }
        }
        next.check();
        require(verdict.earlier() == null || verdict.events().isEmpty(), "an exact repeat changed something");
        return next;
    }

    private Laws then(TransactionEvent event, Instant now, String correlationId) {
        boolean isForward = event instanceof ParticipantStarted
                || event instanceof ParticipantCompleted
                || event instanceof TransactionCompleted;
        require(!fenced || !isForward, "a step forward after the halt");
        Noted at = new Noted(transaction.changed().position() + 1, now);
        Transaction next = transaction.evolve(event, at, correlationId);
        if (event instanceof TransactionCompensated) {
            require(
                    next.participants().stream().noneMatch(Participant::needsCompensation),
                    "compensated, and somebody is not");
        }
        return switch (event) {
            case AlertRaised raised -> new Laws(next, fenced, alerts + 1);
            case TransactionHalted halted -> new Laws(next, true, alerts);
            case TransactionResumed resumed -> new Laws(next, false, 0);
            default -> new Laws(next, fenced, alerts);
        };
    }

    private void check() {
        require(alerts <= 1, "two alerts without a resume in between");
        require(transaction.alerts().size() <= transaction.resumes() + 1, "more alerts than resumes allow");
        boolean stands = transaction.status() == Status.HALTED || transaction.status() == Status.COMPENSATING;
        require(!stands || alerts == 1, "halted, and nobody was told");
        require(
                transaction.status() != Status.COMPENSATED
                        || transaction.participants().stream().noneMatch(Participant::needsCompensation)
                        || transaction
                                .lastAlert()
                                .filter(alert -> alert.status() != AlertStatus.RESOLVED)
                                .isPresent(),
                "work was left behind, and its alert is resolved");
        require(
                transaction.nextToCompensate().isEmpty() || transaction.status() == Status.COMPENSATING,
                "somebody is to be compensated while nothing is");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + transaction);
        }
    }
}
