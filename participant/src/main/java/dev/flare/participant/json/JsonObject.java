package dev.flare.participant.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The strings of an object's own fields, read strictly: one object and nothing after it, no field twice, no deeper than is
 * sensible. Values that are no strings are checked for their form and passed over.
 */
public final class JsonObject {

    private final Map<String, Object> fields;

    private JsonObject(Map<String, Object> fields) {
        this.fields = fields;
    }

    public static JsonObject read(String text) throws MalformedJson {
        return new JsonObject(new JsonReader(text).onlyObject());
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Nothing when there is no such field, or it is no string. */
    public Optional<String> string(String field) {
        return fields.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    static Map<String, Object> newFields() {
        return new LinkedHashMap<>();
    }
}
