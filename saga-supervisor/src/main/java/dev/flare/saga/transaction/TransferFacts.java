package dev.flare.saga.transaction;

import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.RegionHalted;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.SupervisionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What becomes of a transfer between regions by what a region's log says of it. The log is read in its order, and again from where
 * it was left: whatever is known already changes nothing. Beside the event stands the region's own row; that it says something
 * else is a failure like any other: the first raises the alert; behind an alert it is kept as evidence, and where money that came
 * back has such a row, everybody who was told of the alert is told again.
 */
public final class TransferFacts {

    /** What the source's row says as soon as the money has left. */
    private static final Row UNDER_WAY = new Row(true, false, false, false);

    private static final Row ARRIVED = new Row(true, true, false, false);
    private static final Row REFUSED = new Row(false, false, true, false);
    private static final Row RETURNED = new Row(true, false, false, true);

    private final Duration deadline;

    /** @param deadline until when a region must have done its part, from the registration or the resumption */
    public TransferFacts(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * Takes note of an event.
     *
     * @throws IllegalStateException when no transfer is known that it could belong to
     */
    public Verdict decide(Case given, RegionFact fact) {
        if (fact.event() instanceof TransferSent sent) {
            return given.transaction().known() ? Verdict.NOTHING : sent(given, sent, fact);
        }
        String name = TransferSaga.participant(fact.region());
        Participant one = given.transaction()
                .participant(name)
                .orElseThrow(() -> new IllegalStateException(
                        "no transfer is known to which " + fact.event() + " of " + fact.region() + " belongs"));
        return decide(given, one, fact);
    }

    private Verdict sent(Case given, TransferSent sent, RegionFact fact) {
        Course course = new Course(given.transaction(), given.now());
        course.add(TransferSaga.registration(sent.transferId(), sent.terms(), fact.recordedAt(), deadline));
        String source = TransferSaga.participant(fact.region());
        course.add(new ParticipantStarted(sent.transferId(), source));
        return compared(
                course,
                given,
                source,
                fact,
                ReportedState.STARTED,
                row -> row.equals(UNDER_WAY) || row.equals(ARRIVED) || row.equals(RETURNED));
    }

    private static Verdict decide(Case given, Participant one, RegionFact fact) {
        return switch (fact.event()) {
            case TransferReceived received -> one.completed() != null ? Verdict.NOTHING : received(given, one, fact);
            case TransferSettled settled -> one.completed() != null ? Verdict.NOTHING : settled(given, one, fact);
            case TransferRefused refused -> one.failed() != null ? Verdict.NOTHING : refused(given, one, refused, fact);
            case TransferReturned returned -> returned(given, one, fact);
            case TransferHalted halted -> halted(given, one, halted, fact);
            case TransferResumed resumed -> Verdict.NOTHING;
            default -> throw new IllegalStateException("nothing follows from " + fact.event());
        };
    }

    private static Verdict received(Case given, Participant one, RegionFact fact) {
        return switch (given.transaction().status()) {
            case COMPENSATING, COMPENSATED, ABANDONED -> tooLate(given, one);
            case RUNNING, HALTED, COMPLETED, NOT_REGISTERED -> {
                Course course = new Course(given.transaction(), given.now());
                course.add(new ParticipantStarted(given.transaction().id(), one.name()));
                course.add(new ParticipantCompleted(given.transaction().id(), one.name()));
                yield compared(course, given, one.name(), fact, ReportedState.COMPLETED, ARRIVED::equals);
            }
        };
    }

    /** Behind its own tombstone this cannot be; if it is, everybody who was told of the alert is told again. */
    private static Verdict tooLate(Case given, Participant one) {
        if (one.touched()) {
            return Verdict.NOTHING;
        }
        String id = given.transaction().id();
        String reason = "the money arrived although it could not any more";
        Course course = new Course(given.transaction(), given.now());
        FirstFailure.keep(
                course, new EvidenceKept(id, one.name(), EvidenceSource.REPORT, ReportedState.COMPLETED, reason));
        course.add(new CompensationFailed(id, one.name(), reason));
        return course.verdict();
    }

    private static Verdict settled(Case given, Participant one, RegionFact fact) {
        Course course = new Course(given.transaction(), given.now());
        course.add(new ParticipantCompleted(given.transaction().id(), one.name()));
        return compared(course, given, one.name(), fact, ReportedState.COMPLETED, ARRIVED::equals);
    }

    private static Verdict refused(Case given, Participant one, TransferRefused refused, RegionFact fact) {
        String id = given.transaction().id();
        String reason = refused.code() + ": " + refused.reason();
        Course course = new Course(given.transaction(), given.now());
        course.add(new ParticipantFailed(id, one.name(), reason));
        if (given.transaction().status() == Status.RUNNING) {
            new FirstFailure(one.name(), FailureKind.REPORTED_FAILURE, reason).happen(course, given);
        } else {
            FirstFailure.keep(
                    course, new EvidenceKept(id, one.name(), EvidenceSource.REPORT, ReportedState.FAILED, reason));
        }
        return compared(course, given, one.name(), fact, ReportedState.FAILED, REFUSED::equals);
    }

    private static Verdict returned(Case given, Participant one, RegionFact fact) {
        Verdict done = CompensationDecision.done(given, one.name());
        if (done.events().isEmpty() || RETURNED.equals(fact.row())) {
            return done;
        }
        Course course = new Course(given.transaction(), given.now());
        keep(course, one.name(), ReportedState.COMPENSATED, differs(fact));
        course.add(new CompensationFailed(given.transaction().id(), one.name(), differs(fact)));
        List<SupervisionEvent> events = new ArrayList<>(course.verdict().events());
        events.addAll(done.events());
        return Verdict.of(events);
    }

    /** From the halt for an earlier alert, which was lifted, nothing follows any more. */
    private static Verdict halted(Case given, Participant one, TransferHalted halted, RegionFact fact) {
        boolean isOfNow = given.transaction()
                .lastAlert()
                .filter(alert -> alert.id().equals(halted.alertId()))
                .isPresent();
        if (!isOfNow || halted.alertId().equals(one.haltedFor())) {
            return Verdict.NOTHING;
        }
        Course course = new Course(given.transaction(), given.now());
        course.add(new RegionHalted(given.transaction().id(), one.name(), halted.alertId()));
        return compared(course, given, one.name(), fact, ReportedState.FAILED, row -> true);
    }

    /** @param claimed what the event says that the region did, should the row differ behind an alert */
    private static Verdict compared(
            Course course,
            Case given,
            String participant,
            RegionFact fact,
            ReportedState claimed,
            Predicate<Row> agrees) {
        Row row = fact.row();
        if (row != null && agrees.test(row)) {
            return course.verdict();
        }
        if (given.transaction().mayAlert() && course.now().mayAlert()) {
            new FirstFailure(participant, FailureKind.ROW_DISAGREES, differs(fact)).happen(course, given);
        } else {
            keep(course, participant, claimed, differs(fact));
        }
        return course.verdict();
    }

    private static void keep(Course course, String participant, ReportedState claimed, String reason) {
        FirstFailure.keep(
                course, new EvidenceKept(course.now().id(), participant, EvidenceSource.ROW, claimed, reason));
    }

    private static String differs(RegionFact fact) {
        return "its log has " + fact.event().getClass().getSimpleName() + ", and its row "
                + (fact.row() == null ? "is missing" : "has " + fact.row());
    }
}
