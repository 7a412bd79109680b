package dev.flare.saga.work;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that is still to be done.
 *
 * @param attempts how often it was tried
 * @param nextAt when it is tried again
 * @param failure what it failed with last
 */
public record Pending(
        String transactionId,
        String queue,
        String subject,
        int attempts,
        Instant nextAt,
        @Nullable String failure) {}
