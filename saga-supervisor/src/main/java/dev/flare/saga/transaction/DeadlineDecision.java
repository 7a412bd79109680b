package dev.flare.saga.transaction;

/** What becomes of a transaction when a deadline may have passed. */
public final class DeadlineDecision {

    private DeadlineDecision() {}

    /** Nothing when it was met meanwhile, or is another by now. */
    public static Verdict decide(Case given) {
        return FirstFailure.missedDeadline(given)
                .map(missed -> missed.found(given, null))
                .orElse(Verdict.NOTHING);
    }
}
