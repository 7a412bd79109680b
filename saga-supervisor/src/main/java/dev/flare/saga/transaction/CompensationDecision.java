package dev.flare.saga.transaction;

import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.ParticipantCompensated;

/** What becomes of a participant that was asked to undo its work, or had to do so by itself. */
public final class CompensationDecision {

    private CompensationDecision() {}

    /** It has undone it. */
    public static Verdict done(Case given, String participant) {
        return given.transaction()
                .participant(participant)
                .map(one -> done(given, one))
                .orElse(Verdict.NOTHING);
    }

    static Verdict done(Case given, Participant one) {
        if (given.transaction().status() != Status.COMPENSATING || one.compensated() != null) {
            return Verdict.NOTHING;
        }
        Course course = new Course(given.transaction(), given.now());
        course.add(new ParticipantCompensated(given.transaction().id(), one.name()));
        course.endIfUndone();
        return course.verdict();
    }

    /** It has not, for now: the first time this is told to the operators. */
    public static Verdict failed(Case given, String participant, String reason) {
        boolean isNews = given.transaction().status() == Status.COMPENSATING
                && given.transaction()
                        .participant(participant)
                        .filter(Participant::needsCompensation)
                        .filter(one -> one.compensationFailure() == null)
                        .isPresent();
        return isNews
                ? Verdict.of(new CompensationFailed(given.transaction().id(), participant, reason))
                : Verdict.NOTHING;
    }
}
