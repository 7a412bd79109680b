package dev.flare.saga.transaction;

import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.TransactionRegistered;
import java.time.Duration;
import java.util.List;

/**
 * What follows when money between regions is not conserved. For each currency there is one transaction that stands for its
 * conservation: it runs for ever, and its failure is the difference. An operator who has seen to it resumes it, and the next
 * difference raises the next alert.
 */
public final class ConservationDecision {

    /** What ids of transactions start with that the supervisor registers by itself. */
    public static final String RESERVED = "supervisor-";

    /** The type of these transactions. */
    public static final String TYPE = "conservation";

    private static final String PARTICIPANT = "supervisor.in_transit";

    /** It runs as long as the system does. */
    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private ConservationDecision() {}

    public static String transactionId(String currency) {
        return RESERVED + TYPE + "-" + currency;
    }

    /** A difference was found, and is there still. */
    public static Verdict differs(Case given, String currency, String reason) {
        Course course = new Course(given.transaction(), given.now());
        if (!given.transaction().known()) {
            EnlistedParticipant books = new EnlistedParticipant(PARTICIPANT, List.of(), FOR_EVER, null, null);
            course.add(new TransactionRegistered(transactionId(currency), TYPE, OnFailure.HOLD, List.of(books)));
        }
        if (course.now().status() == Status.RUNNING && course.now().mayAlert()) {
            new FirstFailure(PARTICIPANT, FailureKind.NOT_CONSERVED, reason).happen(course, given);
        }
        return course.verdict();
    }
}
