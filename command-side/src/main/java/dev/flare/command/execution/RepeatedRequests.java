package dev.flare.command.execution;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Finds what an earlier request with the same key did. Only committed events are looked at. */
final class RepeatedRequests {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final EventReader reader;

    RepeatedRequests(EventReader reader) {
        this.reader = reader;
    }

    /** The request in the form in which it is kept with its event. */
    static String written(Request request) {
        return JSON.writeValueAsString(request.fields());
    }

    /**
     * What the first request with this key did, if there was one.
     *
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} when it was not the same request
     */
    Optional<Outcome> find(Request request) {
        String key = request.idempotencyKey();
        return key == null
                ? Optional.empty()
                : reader.withTag(Tags.idempotencyKey(key), 0, 1).stream()
                        .findFirst()
                        .map(event -> outcome(request, event));
    }

    private static Outcome outcome(Request request, StoredEvent event) {
        checkSame(request, event.metadataAsMap().getOrDefault(MetadataKeys.REQUEST, "{}"));
        return new Outcome(EventCodec.read(event.type(), event.payload()), event.position(), event.recordedAt(), true);
    }

    private static void checkSame(Request request, String firstWritten) {
        Map<String, Object> first = JSON.readValue(firstWritten, FIELDS);
        Map<String, Object> now = JSON.readValue(written(request), FIELDS);
        Set<String> fields = new LinkedHashSet<>(request.fields().keySet());
        fields.addAll(first.keySet());
        for (String field : fields) {
            if (!Objects.equals(first.get(field), now.get(field))) {
                throw new RefusedException(
                        RefusalCode.IDEMPOTENCY_MISMATCH,
                        "the first request with this Idempotency-Key had another " + field,
                        field);
            }
        }
    }
}
