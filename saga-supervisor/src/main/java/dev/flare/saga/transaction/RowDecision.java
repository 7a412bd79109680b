package dev.flare.saga.transaction;

import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.RowAgreed;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of a participant's own row once it was read. A row may say more than was reported, for a report comes after the
 * work; after COMPLETED was reported it may not say less. When a transaction is being compensated, a row is how one learns of
 * work that nobody reported.
 */
public final class RowDecision {

    private RowDecision() {}

    /** The row was read. */
    public static Verdict read(Case given, String participant, Row row) {
        return awaited(given, participant)
                .map(one -> given.transaction().status() == Status.COMPENSATING
                        ? unreported(given, one, row)
                        : compared(given, one, row))
                .orElse(Verdict.NOTHING);
    }

    private static Verdict compared(Case given, Participant one, Row row) {
        if (row.equals(new Row(true, true, false, false))) {
            return Verdict.of(new RowAgreed(given.transaction().id(), one.name()));
        }
        String reason = "it reported COMPLETED, and its row has " + row;
        return new FirstFailure(one.name(), FailureKind.ROW_DISAGREES, reason).found(given, null);
    }

    private static Verdict unreported(Case given, Participant one, Row row) {
        Course course = new Course(given.transaction(), given.now());
        if (row.hasStarted() || row.hasCompleted()) {
            ReportedState state = row.hasCompleted() ? ReportedState.COMPLETED : ReportedState.STARTED;
            course.add(new EvidenceKept(
                    given.transaction().id(), one.name(), EvidenceSource.ROW, state, "its row has " + row));
        } else {
            course.add(new RowAgreed(given.transaction().id(), one.name()));
        }
        course.endIfUndone();
        return course.verdict();
    }

    /** The row could not be read. Nothing as long as there is time to try again. */
    public static Verdict unreachable(Case given, String participant, String why) {
        return awaited(given, participant)
                .filter(one -> given.now().isAfter(given.transaction().rowUntil(one)))
                .map(unreachable(given, "its row could not be read: " + why))
                .orElse(Verdict.NOTHING);
    }

    private static Function<Participant, Verdict> unreachable(Case given, String reason) {
        return one -> {
            if (given.transaction().status() != Status.COMPENSATING) {
                return new FirstFailure(one.name(), FailureKind.PARTICIPANT_UNREACHABLE, reason).found(given, null);
            }
            return one.compensationFailure() == null
                    ? Verdict.of(new CompensationFailed(given.transaction().id(), one.name(), reason))
                    : Verdict.NOTHING;
        };
    }

    private static Optional<Participant> awaited(Case given, String participant) {
        return given.transaction().participant(participant).filter(one -> given.transaction()
                .needsRow(one));
    }
}
