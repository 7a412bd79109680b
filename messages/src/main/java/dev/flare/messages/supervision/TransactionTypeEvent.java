package dev.flare.messages.supervision;

/** Every event of a type of transactions. */
public sealed interface TransactionTypeEvent extends SupervisionEvent
        permits TransactionTypeRuled, IntakeStopped, IntakeResumed {

    String type();
}
