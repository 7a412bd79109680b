package dev.flare.saga.transaction;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.RegionHalted;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionResumed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The saga of a transfer between regions: what follows from each of its events, as a pure function. Steps are asked for by events
 * ({@link StepRequested}), which the regions follow; what came of them is read from the regions' logs ({@link TransferFacts}). The
 * source has started when the money has left the account, and completed when it knows that it has arrived; the target starts and
 * completes at once. The whole table:
 *
 * <pre>
 * status         event                                   leads to        steps that are asked for
 * –              registered                              RUNNING         CREDIT in the target
 * RUNNING        the target completed                    RUNNING         SETTLE in the source
 * RUNNING        both completed                          COMPLETED
 * RUNNING        a failure, whichever (the alert)        HALTED          HALT in both
 * HALTED         the target's log has the halt, and
 *                  before it no credit                   COMPENSATING    RETURN in the source
 *                  before it the credit                  RUNNING         RESUME in both, SETTLE in the source
 * HALTED         an operator resumes, without credit     RUNNING         RESUME in both, CREDIT in the target
 * HALTED         an operator resumes, after the credit   RUNNING         RESUME in both, SETTLE in the source
 *                resumed, and both have completed        COMPLETED       RESUME in both
 * COMPENSATING   the source has it back                  COMPENSATED
 * </pre>
 *
 * The target's halt is the tombstone: behind it no credit can be. So money is returned only after it. What the target has refused
 * it has refused for good: then nobody resumes, and the money returns.
 */
public final class TransferSaga {

    /** The type of these transactions. */
    public static final String TYPE = "transfer";

    private static final String TABLE = ".participation";

    private final Transaction now;
    private final TransferTerms terms;

    private TransferSaga(Transaction now, TransferTerms terms) {
        this.now = now;
        this.terms = terms;
    }

    /** Whoever takes part for a region: the table in which the region's own account of it stands. */
    public static String participant(Region region) {
        return region + TABLE;
    }

    static TransactionRegistered registration(
            String transactionId, TransferTerms terms, Instant sentAt, Duration deadline) {
        List<EnlistedParticipant> participants = List.of(
                enlisted(terms.from().region(), deadline), enlisted(terms.to().region(), deadline));
        return new TransactionRegistered(transactionId, TYPE, OnFailure.COMPENSATE, participants, terms, sentAt);
    }

    private static EnlistedParticipant enlisted(Region region, Duration deadline) {
        return new EnlistedParticipant(participant(region), List.of(), deadline, null, null);
    }

    /** What follows from an event at once, given the transaction as the event has made it. */
    static List<SupervisionEvent> after(Transaction now, SupervisionEvent event) {
        TransferTerms terms = now.transfer();
        return terms == null ? List.of() : new TransferSaga(now, terms).after(event);
    }

    private List<SupervisionEvent> after(SupervisionEvent event) {
        return switch (event) {
            case TransactionRegistered registered -> List.of(credit());
            case ParticipantCompleted completed -> now.status() == Status.RUNNING ? completed() : List.of();
            case TransactionHalted halted -> both(Step.HALT);
            case RegionHalted halted -> isAwaited(halted) ? fenced() : List.of();
            case TransactionResumed resumed -> resumed();
            case CompensationStarted started -> List.of(step(source(), Step.RETURN, null, null));
            default -> List.of();
        };
    }

    private List<SupervisionEvent> completed() {
        if (!hasCompleted(target())) {
            return List.of();
        }
        return hasCompleted(source()) ? List.of(new TransactionCompleted(now.id())) : List.of(settle());
    }

    /** The source's halt stops nothing that could still happen: only the target's is waited for. */
    private boolean isAwaited(RegionHalted halted) {
        return now.status() == Status.HALTED
                && halted.participant().equals(participant(target()))
                && now.lastAlert()
                        .filter(alert -> alert.id().equals(halted.alertId()))
                        .isPresent();
    }

    private List<SupervisionEvent> fenced() {
        if (hasCompleted(target())) {
            return List.of(new TransactionResumed(now.id(), "the money had arrived before the transaction was halted"));
        }
        return List.of(new CompensationStarted(now.id(), null));
    }

    private List<SupervisionEvent> resumed() {
        List<SupervisionEvent> next = new ArrayList<>(both(Step.RESUME));
        next.addAll(hasCompleted(target()) ? completed() : List.of(credit()));
        return next;
    }

    private List<SupervisionEvent> both(Step step) {
        @Nullable String alertId = now.lastAlert().map(Alert::id).orElse(null);
        return List.of(step(target(), step, alertId, null), step(source(), step, alertId, null));
    }

    private StepRequested credit() {
        return step(target(), Step.CREDIT, null, terms);
    }

    private StepRequested settle() {
        return step(source(), Step.SETTLE, null, null);
    }

    private StepRequested step(Region region, Step step, @Nullable String alertId, @Nullable TransferTerms ofCredit) {
        return new StepRequested(now.id(), region, step, alertId, ofCredit, now.sentAt());
    }

    /** Whether it could still succeed: the target has not refused it. */
    static boolean mayGoOn(Transaction transaction) {
        TransferTerms terms = transaction.transfer();
        return terms == null
                || transaction
                        .participant(participant(terms.to().region()))
                        .filter(one -> one.failed() != null)
                        .isEmpty();
    }

    private boolean hasCompleted(Region region) {
        return now.participant(participant(region))
                .filter(one -> one.completed() != null)
                .isPresent();
    }

    private Region source() {
        return terms.from().region();
    }

    private Region target() {
        return terms.to().region();
    }
}
