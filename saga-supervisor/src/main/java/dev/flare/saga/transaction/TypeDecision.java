package dev.flare.saga.transaction;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.supervision.IntakeResumed;
import dev.flare.messages.supervision.TransactionTypeRuled;

/** What operators do to a type of transactions. */
public final class TypeDecision {

    private TypeDecision() {}

    /** Sets its rules. */
    public static Verdict rule(Case given, boolean stopsIntakeOnAlert) {
        return Verdict.of(new TransactionTypeRuled(given.rules().type(), stopsIntakeOnAlert));
    }

    /** Lets its transactions in again. */
    public static Verdict resume(Case given, String reason) {
        return given.rules().stoppedBy() == null
                ? Verdict.refused(
                        RefusalCode.NOT_POSSIBLE_NOW, "transactions of this type are taken, nothing stopped them", null)
                : Verdict.of(new IntakeResumed(given.rules().type(), reason));
    }
}
