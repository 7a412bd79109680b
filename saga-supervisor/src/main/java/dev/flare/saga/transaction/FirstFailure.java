package dev.flare.saga.transaction;

import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionHalted;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first failure of a transaction: the fact, the alert, the halt and what the policy says, in one append. Whatever fails
 * later is evidence alone.
 *
 * @param participant who failed
 * @param reason in its own words, or ours
 */
record FirstFailure(String participant, FailureKind kind, String reason) {

    /** A participant that says so itself. */
    static Verdict reported(Case given, ParticipantFailed fact) {
        Course course = new Course(given.transaction(), given.now());
        course.add(fact);
        String reason = fact.reason() == null ? "it gave no reason" : fact.reason();
        new FirstFailure(fact.participant(), FailureKind.REPORTED_FAILURE, reason).happen(course, given, null);
        return course.verdict();
    }

    /** What nobody reported, or what a report cannot be true of. */
    Verdict found(Case given, @Nullable EvidenceKept evidence) {
        Course course = new Course(given.transaction(), given.now());
        happen(course, given, evidence);
        return course.verdict();
    }

    /** A deadline that has passed, if one has. */
    static Optional<FirstFailure> missedDeadline(Case given) {
        return given.transaction()
                .nextDue()
                .filter(late -> late.dueAt() != null && given.now().isAfter(late.dueAt()))
                .map(FirstFailure::tooLate);
    }

    private static FirstFailure tooLate(Participant late) {
        return late.started() == null
                ? new FirstFailure(
                        late.name(), FailureKind.NOT_STARTED_IN_TIME, "it had not started by " + late.dueAt())
                : new FirstFailure(
                        late.name(),
                        FailureKind.NOT_COMPLETED_IN_TIME,
                        "it had started, but not completed by " + late.dueAt());
    }

    /** Behind what a course has already. */
    void happen(Course course, Case given) {
        happen(course, given, null);
    }

    private void happen(Course course, Case given, @Nullable EvidenceKept evidence) {
        if (course.now().mayAlert()) {
            raise(course, given.rules());
        }
        if (evidence != null) {
            keep(course, evidence);
        }
        Transaction halted = course.now();
        if (halted.status() == Status.HALTED && compensatesAtOnce(halted)) {
            course.add(new CompensationStarted(halted.id(), null));
            course.endIfUndone();
        }
    }

    /** A transfer between regions first has to know that it can no longer succeed: see {@link TransferSaga}. */
    private static boolean compensatesAtOnce(Transaction halted) {
        return halted.onFailure() == OnFailure.COMPENSATE && halted.transfer() == null;
    }

    private void raise(Course course, TypeRules rules) {
        Transaction failed = course.now();
        boolean halts = failed.status() == Status.RUNNING;
        String alertId = alertId(failed);
        course.add(new AlertRaised(
                alertId, failed.id(), failed.type(), participant, kind, reason, failed.matrix(), halts));
        if (halts) {
            course.add(new TransactionHalted(failed.id(), alertId));
        }
        if (rules.stopsIntakeOnAlert() && rules.stoppedBy() == null) {
            course.add(new IntakeStopped(failed.type(), alertId));
        }
    }

    /**
     * The same thing said again and again is kept once, and there is an end to what one transaction keeps. Only that somebody
     * did something is kept in any case: he must be compensated.
     */
    static void keep(Course course, EvidenceKept evidence) {
        boolean kept = course.now().lastAlert().stream()
                .flatMap(alert -> alert.evidence().stream())
                .anyMatch(one -> one.says(evidence));
        boolean full = course.now().lastAlert().stream()
                .anyMatch(alert -> alert.evidence().size() >= Evidence.KEPT_MAX);
        if (!kept && !full || isFirstOf(course.now(), evidence)) {
            course.add(evidence);
        }
    }

    private static boolean isFirstOf(Transaction transaction, EvidenceKept evidence) {
        boolean claims = evidence.state() == ReportedState.STARTED || evidence.state() == ReportedState.COMPLETED;
        return claims
                && transaction
                        .participant(evidence.participant())
                        .filter(one -> !one.touched())
                        .isPresent();
    }

    /**
     * The same in every process that decides on the same failure. It is the id of the alert's event too, which the log takes
     * once: however many decide at once, there is one alert per transaction and resume.
     */
    private static String alertId(Transaction transaction) {
        String name = "alert " + transaction.alerts().size() + " of " + transaction.id();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
