package dev.flare.command.steps;

import java.time.Instant;

/**
 * A step that could not be taken and is tried again.
 *
 * @param position in the supervisor's log
 * @param reason what the last attempt failed with
 */
public record ParkedStep(
        long position, String transactionId, String step, String reason, int attempts, Instant nextAttempt) {}
