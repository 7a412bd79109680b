package dev.flare.web.idempotency;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The request that a command came with.
 *
 * @param fields what was asked for, in the order of the documentation: what a repetition is compared with
 */
public record Request(String correlationId, @Nullable String idempotencyKey, Map<String, Object> fields) {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** In the form in which it is kept with its event. */
    public String written() {
        return JSON.writeValueAsString(fields);
    }

    /**
     * Refuses to be another request than the first one with the same key.
     *
     * @param firstWritten the first, as it was kept
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} with the first field that differs
     */
    public void checkSameAs(String firstWritten) {
        Map<String, Object> first = JSON.readValue(firstWritten, FIELDS);
        Map<String, Object> now = JSON.readValue(written(), FIELDS);
        Set<String> names = new LinkedHashSet<>(fields.keySet());
        names.addAll(first.keySet());
        for (String field : names) {
            if (!Objects.equals(first.get(field), now.get(field))) {
                throw mismatch(field);
            }
        }
    }

    /** The refusal of a request that differs from the first one with its key. */
    public static RefusedException mismatch(String field) {
        return new RefusedException(
                RefusalCode.IDEMPOTENCY_MISMATCH,
                "the first request with this Idempotency-Key had another " + field,
                field);
    }
}
