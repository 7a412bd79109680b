package dev.flare.messages.supervision;

/** An operator lets a halted transaction go on; whoever has not completed has his whole deadline again. */
public record TransactionResumed(String transactionId, String reason) implements TransactionEvent {}
