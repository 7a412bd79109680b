package dev.flare.messages.supervision;

/** An operator lets transactions of this type in again. */
public record IntakeResumed(String type, String reason) implements TransactionTypeEvent {}
