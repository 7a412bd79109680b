package dev.flare.saga.transaction;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionCompleted;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a participant's report. The whole table:
 *
 * <pre>
 *                   RUNNING                          COMPLETED       COMPENSATING        HALTED, COMPENSATED, ABANDONED
 * an exact repeat   as the first time                same            same                same
 * STARTED           taken; too early: failure        –               TX_HALTED           TX_HALTED
 * COMPLETED         taken; never started: failure    –               TX_HALTED           TX_HALTED
 * FAILED            failure; completed: failure      CONTRADICTION   TX_HALTED           TX_HALTED
 * COMPENSATED       failure                          CONTRADICTION   taken               TX_HALTED
 * </pre>
 *
 * What is refused is kept as evidence. Whatever is reported after a deadline has passed comes after that failure.
 *
 * @param reason a participant's own words, when it failed
 */
public record ReportDecision(
        String participant, ReportedState state, @Nullable String reason) {

    public Verdict decide(Case given) {
        Transaction transaction = given.transaction();
        if (!transaction.known()) {
            return Verdict.refused(RefusalCode.NOT_FOUND, "there is no such transaction", "transactionId");
        }
        if (transaction.isOurs()) {
            return Verdict.refused(
                    RefusalCode.NOT_POSSIBLE_NOW,
                    "nobody reports to this transaction: the supervisor reads by itself how it stands",
                    null);
        }
        return transaction
                .participant(participant)
                .map(one -> decide(given, one))
                .orElseGet(() -> Verdict.refused(
                        RefusalCode.NOT_FOUND, "the transaction has no such participant", "participant"));
    }

    private Verdict decide(Case given, Participant one) {
        Noted earlier = repeated(one);
        if (earlier != null) {
            return Verdict.repeated(earlier);
        }
        return switch (given.transaction().status()) {
            case RUNNING -> running(given, one);
            case COMPLETED -> contradiction(given);
            case COMPENSATING ->
                state == ReportedState.COMPENSATED ? CompensationDecision.done(given, one) : tooLate(given);
            case COMPENSATED -> afterCompensation(given, one);
            case NOT_REGISTERED, HALTED, ABANDONED -> tooLate(given);
        };
    }

    private @Nullable Noted repeated(Participant one) {
        return switch (state) {
            case STARTED -> one.started();
            case COMPLETED -> one.completed();
            case FAILED -> Objects.equals(reason, one.reason()) ? one.failed() : null;
            case COMPENSATED -> one.compensated();
        };
    }

    private Verdict running(Case given, Participant one) {
        Optional<FirstFailure> missed = FirstFailure.missedDeadline(given);
        if (missed.isPresent()) {
            return halted(missed.get().found(given, evidence(given)));
        }
        return switch (state) {
            case STARTED -> start(given, one);
            case COMPLETED -> complete(given, one);
            case FAILED -> fail(given, one);
            case COMPENSATED -> contradiction(given);
        };
    }

    private Verdict start(Case given, Participant one) {
        Transaction transaction = given.transaction();
        if (transaction.mayStart(one)) {
            return Verdict.of(new ParticipantStarted(transaction.id(), participant));
        }
        String reason = "it started before " + one.terms().after() + " had completed";
        return halted(
                new FirstFailure(participant, FailureKind.STARTED_TOO_EARLY, reason).found(given, evidence(given)));
    }

    private Verdict complete(Case given, Participant one) {
        Transaction transaction = given.transaction();
        if (one.started() == null) {
            String reason = "it reported COMPLETED and had never reported STARTED";
            return new FirstFailure(participant, FailureKind.COMPLETED_WITHOUT_START, reason)
                    .found(given, evidence(given))
                    .andRefuse(
                            RefusalCode.NOT_STARTED,
                            participant + " never reported STARTED; the transaction is halted");
        }
        Course course = new Course(transaction, given.now());
        course.add(new ParticipantCompleted(transaction.id(), participant));
        if (course.now().participants().stream().allMatch(each -> each.completed() != null)) {
            course.add(new TransactionCompleted(transaction.id()));
        }
        return course.verdict();
    }

    private Verdict fail(Case given, Participant one) {
        return one.completed() == null
                ? FirstFailure.reported(
                        given, new ParticipantFailed(given.transaction().id(), participant, reason))
                : contradiction(given);
    }

    private Verdict contradiction(Case given) {
        String said = "it reported " + state + " and had reported "
                + given.transaction()
                        .participant(participant)
                        .map(ReportDecision::last)
                        .orElse("nothing");
        return new FirstFailure(participant, FailureKind.CONTRADICTION, said)
                .found(given, evidence(given))
                .andRefuse(RefusalCode.CONTRADICTION, participant + " contradicts itself: " + said);
    }

    private static String last(Participant one) {
        if (one.completed() != null) {
            return "COMPLETED";
        }
        return one.started() == null ? "nothing" : "STARTED";
    }

    private Verdict tooLate(Case given) {
        Course course = new Course(given.transaction(), given.now());
        FirstFailure.keep(course, evidence(given));
        return halted(course.verdict());
    }

    /** Work that shows up when everything was undone is not undone. */
    private Verdict afterCompensation(Case given, Participant one) {
        boolean claims = state == ReportedState.STARTED || state == ReportedState.COMPLETED;
        if (!claims || one.compensated() != null || one.touched()) {
            return tooLate(given);
        }
        Course course = new Course(given.transaction(), given.now());
        FirstFailure.keep(course, evidence(given));
        course.add(new CompensationFailed(
                given.transaction().id(), participant, "it reported " + state + " after everybody was compensated"));
        return halted(course.verdict());
    }

    private static Verdict halted(Verdict verdict) {
        return verdict.andRefuse(
                RefusalCode.TX_HALTED,
                "the transaction is halted: do not go on; what was reported is kept as evidence");
    }

    private EvidenceKept evidence(Case given) {
        return new EvidenceKept(given.transaction().id(), participant, EvidenceSource.REPORT, state, reason);
    }
}
