package dev.flare.messages.supervision;

/**
 * A channel has taken an alert.
 *
 * @param escalation 0 when it was sent for the first time, then how often a failing compensation had made it urgent again
 * @param attempts how often it was tried
 */
public record AlertDelivered(String alertId, String transactionId, String channel, int escalation, int attempts)
        implements TransactionEvent {}
