package dev.flare.saga.transaction;

import java.time.Instant;

/**
 * An alert that a channel has taken.
 *
 * @param escalation 0 when it was sent for the first time
 * @param attempts how often it was tried
 */
public record Delivery(String channel, int escalation, int attempts, Instant deliveredAt) {}
