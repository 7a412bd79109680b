package dev.flare.web.idempotency;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Whether two requests with one key are one: by the fields of what they ask for. */
public final class SameRequest {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private SameRequest() {}

    /** A request's fields in the form in which they are kept with its event. */
    public static String written(Map<String, Object> fields) {
        return JSON.writeValueAsString(fields);
    }

    /**
     * Refuses another request than the first one with the same key.
     *
     * @param firstWritten the first one's fields, as they were kept
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} with the first field that differs
     */
    public static void check(Map<String, Object> fields, String firstWritten) {
        Map<String, Object> first = JSON.readValue(firstWritten, FIELDS);
        Map<String, Object> now = JSON.readValue(written(fields), FIELDS);
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
