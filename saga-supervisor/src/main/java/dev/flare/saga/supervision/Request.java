package dev.flare.saga.supervision;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that something is decided for.
 *
 * @param fields what was asked for, in the order of the documentation: what a repetition is compared with
 */
public record Request(String correlationId, @Nullable String idempotencyKey, Map<String, Object> fields) {}
