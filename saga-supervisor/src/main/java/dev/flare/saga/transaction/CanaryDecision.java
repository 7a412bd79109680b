package dev.flare.saga.transaction;

import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.TransactionAbandoned;
import dev.flare.messages.supervision.TransactionRegistered;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;

/**
 * Canaries: transactions that the supervisor registers by itself, whose only participant never starts. What becomes of one shows
 * whether failures are noticed, halt what fails, and are told. And the transaction that stands for their coming through: it runs for
 * ever, and its failure is that none did for too long. An operator who has seen to it resumes it, and it can fail again.
 */
public final class CanaryDecision {

    /** The type of canaries, and of nothing that anybody else registers. */
    public static final String TYPE = "canary";

    /** Who never starts. */
    public static final String PARTICIPANT = "supervisor.canary";

    /** The transaction that stands for canaries coming through. */
    public static final String WATCH = ConservationDecision.RESERVED + "canary-watch";

    /** Its type. */
    public static final String WATCH_TYPE = "canary-watch";

    private static final String WATCHED = "supervisor.canaries";

    /** It runs as long as the system does. */
    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private static final DateTimeFormatter IN_ID =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private CanaryDecision() {}

    /** The canary of an interval, the same for whoever begins it. Later ones have greater ids. */
    public static String id(Instant interval) {
        return ConservationDecision.RESERVED + TYPE + "-" + IN_ID.format(interval);
    }

    /** Whether nothing is to be done for a transaction any more because it is a canary that was ended. */
    public static boolean isOver(Transaction transaction) {
        return transaction.type().equals(TYPE) && transaction.status() == Status.ABANDONED;
    }

    /** Nothing when another has begun it. */
    public static Verdict begin(Case given, Duration deadline) {
        Transaction transaction = given.transaction();
        if (transaction.known()) {
            return Verdict.NOTHING;
        }
        EnlistedParticipant never = new EnlistedParticipant(PARTICIPANT, List.of(), deadline, null, null);
        return Verdict.of(new TransactionRegistered(transaction.id(), TYPE, OnFailure.HOLD, List.of(never)));
    }

    /** It has shown what it was to show, or its time is over; unlike others it can also be given up while it runs. */
    public static Verdict end(Case given, String reason) {
        return switch (given.transaction().status()) {
            case RUNNING, HALTED, COMPENSATING ->
                Verdict.of(new TransactionAbandoned(given.transaction().id(), reason));
            case NOT_REGISTERED, COMPLETED, COMPENSATED, ABANDONED -> Verdict.NOTHING;
        };
    }

    /**
     * No canary came through for too long.
     *
     * @param patience how long that is; whoever resumes the watch gets it anew
     */
    public static Verdict missing(Case given, Duration patience, String reason) {
        Course course = new Course(given.transaction(), given.now());
        if (!given.transaction().known()) {
            EnlistedParticipant all = new EnlistedParticipant(WATCHED, List.of(), FOR_EVER, null, null);
            course.add(new TransactionRegistered(WATCH, WATCH_TYPE, OnFailure.HOLD, List.of(all)));
        } else if (isSpared(given, patience)) {
            return Verdict.NOTHING;
        }
        if (course.now().status() == Status.RUNNING && course.now().mayAlert()) {
            new FirstFailure(WATCHED, FailureKind.CANARY_MISSING, reason).happen(course, given);
        }
        return course.verdict();
    }

    /** Its deadline runs from when it was resumed. */
    private static boolean isSpared(Case given, Duration patience) {
        return given.transaction()
                .participant(WATCHED)
                .map(one -> Objects.requireNonNullElse(one.dueAt(), Instant.EPOCH.plus(FOR_EVER)))
                .filter(due -> due.minus(FOR_EVER).plus(patience).isAfter(given.now()))
                .isPresent();
    }
}
