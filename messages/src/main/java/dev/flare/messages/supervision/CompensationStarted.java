package dev.flare.messages.supervision;

import org.jspecify.annotations.Nullable;

/**
 * Whoever started is to be compensated, in reverse order.
 *
 * @param reason the operator's; null when it was registered so
 */
public record CompensationStarted(
        String transactionId, @Nullable String reason) implements TransactionEvent {}
