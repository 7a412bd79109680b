package dev.flare.messages.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a statement.
 *
 * @param balanceAfter in the order of the statement that it is part of
 */
public record EntryView(
        long position,
        String transactionId,
        long amount,
        String currency,
        long balanceAfter,
        Instant recordedAt,
        Instant effectiveAt,
        @Nullable String reference) {}
