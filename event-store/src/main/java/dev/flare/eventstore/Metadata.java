package dev.flare.eventstore;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The written form of metadata: a JSON object of strings, keys sorted so that the same metadata has the same bytes. */
final class Metadata {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};

    private Metadata() {}

    static String write(Map<String, String> metadata) {
        return metadata.isEmpty() ? "{}" : JSON.writeValueAsString(new TreeMap<>(metadata));
    }

    static Map<String, String> read(String json) {
        return JSON.readValue(json, MAP);
    }
}
