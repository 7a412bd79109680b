package dev.flare.query.fold;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one line of an event did to one account.
 *
 * @param number the posting's place in its event
 * @param amount null when no money moved, as when the account was opened; so are transaction and reference
 * @param after the account's state after it
 */
public record HistoryLine(
        int number,
        @Nullable Long amount,
        AccountState after,
        @Nullable String transactionId,
        Instant recordedAt,
        Instant effectiveAt,
        @Nullable String reference) {}
