package dev.flare.messages.shared;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer between two regions is about.
 *
 * @param amount in minor units, positive
 * @param reverses the id of the transfer that this one takes back; null when it stands for itself
 */
public record TransferTerms(
        AccountId from,
        AccountId to,
        long amount,
        CurrencyCode currency,
        @Nullable String reference,
        @Nullable Instant effectiveAt,
        @Nullable String reverses,
        Map<String, Object> metadata) {

    public TransferTerms {
        metadata = Map.copyOf(metadata);
    }
}
