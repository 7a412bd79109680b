package dev.flare.saga.transaction;

import dev.flare.messages.supervision.IntakeResumed;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.TransactionTypeEvent;
import dev.flare.messages.supervision.TransactionTypeRuled;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a type of transactions.
 *
 * @param stopsIntakeOnAlert whether an alert stops new ones
 * @param stoppedBy the alert that did; null while they are taken
 */
public record TypeRules(
        String type, boolean stopsIntakeOnAlert, @Nullable String stoppedBy) {

    /** A type of which nobody has said anything. */
    public static TypeRules usual(String type) {
        return new TypeRules(type, false, null);
    }

    public TypeRules evolve(TransactionTypeEvent event) {
        return switch (event) {
            case TransactionTypeRuled ruled -> new TypeRules(type, ruled.stopsIntakeOnAlert(), stoppedBy);
            case IntakeStopped stopped -> new TypeRules(type, stopsIntakeOnAlert, stopped.alertId());
            case IntakeResumed resumed -> new TypeRules(type, stopsIntakeOnAlert, null);
        };
    }
}
