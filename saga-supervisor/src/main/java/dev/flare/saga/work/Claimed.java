package dev.flare.saga.work;

import org.jspecify.annotations.Nullable;

/**
 * Work that this process has taken, for a time.
 *
 * @param attempts how often it was taken, this time included
 * @param failure what it failed with last
 */
public record Claimed(
        String queue,
        String transactionId,
        String subject,
        int attempts,
        @Nullable String failure) {}
