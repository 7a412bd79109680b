package dev.flare.command.execution;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that a command came with.
 *
 * @param fields what was asked for, in the order of the documentation: what a repetition is compared with
 * @param cause the event that led to it, when no client sent it
 * @param batch the request with a key that this is an item of, where each item stands for itself. The first item that is done uses
 *     up that key too, so that no other request can; and none is done while another request has it
 */
public record Request(
        String correlationId,
        @Nullable String idempotencyKey,
        Map<String, Object> fields,
        @Nullable Cause cause,
        @Nullable Request batch) {

    /** A request that is no item. */
    public Request(String correlationId, @Nullable String idempotencyKey, Map<String, Object> fields) {
        this(correlationId, idempotencyKey, fields, null, null);
    }

    /** An item of a batch of which each stands for itself. */
    public Request(
            String correlationId,
            @Nullable String idempotencyKey,
            Map<String, Object> fields,
            @Nullable Request batch) {
        this(correlationId, idempotencyKey, fields, null, batch);
    }

    static Request of(Cause cause) {
        return new Request(cause.correlationId(), null, Map.of(), cause, null);
    }

    /** The same item once another one is known to have used up the key of the batch. */
    public Request afterFirst() {
        return new Request(correlationId, idempotencyKey, fields);
    }
}
