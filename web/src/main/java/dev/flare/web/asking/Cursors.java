package dev.flare.web.asking;

import dev.flare.messages.shared.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The cursors of one list. A cursor carries the parameters of its page, so that nothing else need be given, and the list it is
 * of, so that no other list takes it. Not secret and not signed: it says nothing that a client could not ask for itself.
 */
public final class Cursors {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};
    private static final String LIST = "list";

    private final String list;

    /** @param list what makes this list differ from all others, such as its path */
    public Cursors(String list) {
        this.list = list;
    }

    String write(SortedMap<String, String> parameters) {
        SortedMap<String, String> carried = new TreeMap<>(parameters);
        carried.put(LIST, list);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JSON.writeValueAsString(carried).getBytes(StandardCharsets.UTF_8));
    }

    Map<String, String> read(String cursor) {
        Map<String, String> carried = decoded(cursor);
        boolean readable = carried.containsKey("key")
                && carried.values().stream()
                        .noneMatch(value -> value == null || value.isEmpty() || value.indexOf('\0') >= 0);
        if (!readable || !list.equals(carried.remove(LIST))) {
            throw unknown();
        }
        return carried;
    }

    private static Map<String, String> decoded(String cursor) {
        try {
            String json = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            Map<String, String> carried = JSON.readValue(json, MAP);
            return carried == null ? Map.of() : new TreeMap<>(carried);
        } catch (IllegalArgumentException | JacksonException e) {
            throw unknown();
        }
    }

    /** For a key that no page can have given. */
    public static RefusedException unknown() {
        return RefusedException.invalid("cursor", "not a cursor of this list; take one from one of its pages");
    }
}
