package dev.flare.saga.supervision;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that something is decided for.
 *
 * @param fields what was asked for, in the order of the documentation: what a repetition is compared with
 * @param causedAt when the event of another log was recorded that led to it; {@link Instant#EPOCH} when none did
 */
public record Request(
        String correlationId, @Nullable String idempotencyKey, Map<String, Object> fields, Instant causedAt) {

    /** A request of somebody. */
    public Request(String correlationId, @Nullable String idempotencyKey, Map<String, Object> fields) {
        this(correlationId, idempotencyKey, fields, Instant.EPOCH);
    }
}
