package dev.flare.eventstore;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The written form of metadata: a JSON object of strings, keys sorted so that the same metadata has the same bytes.
 *
 * <p>Every event has some and is read by many: where nothing is escaped, as in nearly all, each quotation mark begins or ends a
 * text, and to read it so takes a quarter of the time that the parser takes. All else is left to the parser.
 */
final class Metadata {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};

    private Metadata() {}

    static String write(Map<String, String> metadata) {
        return metadata.isEmpty() ? "{}" : JSON.writeValueAsString(new TreeMap<>(metadata));
    }

    static Map<String, String> read(String json) {
        Map<String, String> plain = plain(json);
        return plain == null ? JSON.readValue(json, MAP) : plain;
    }

    /** Nothing when it is not exactly of the form that is written where nothing is escaped. */
    private static @Nullable Map<String, String> plain(String json) {
        if (json.equals("{}")) {
            return new HashMap<>();
        }
        if (json.indexOf('\\') >= 0 || !json.startsWith("{\"") || !json.endsWith("\"}")) {
            return null;
        }
        Map<String, String> found = new HashMap<>();
        int key = 2;
        while (true) {
            int keyEnd = json.indexOf('"', key);
            int value = keyEnd + 3;
            int valueEnd = json.startsWith("\":\"", keyEnd) ? json.indexOf('"', value) : -1;
            if (valueEnd < 0) {
                return null;
            }
            found.put(json.substring(key, keyEnd), json.substring(value, valueEnd));
            if (valueEnd == json.length() - 2) {
                return found;
            }
            if (!json.startsWith("\",\"", valueEnd)) {
                return null;
            }
            key = valueEnd + 3;
        }
    }
}
