package dev.flare.eventstore;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The hashes under which tags and types are indexed; the same as the database's functions tag_key and type_key. */
final class Keys {

    /** An application has a few dozens of types, and each event has one. */
    private static final int TYPES_MAX = 1_000;

    private static final Map<String, Integer> TYPES = new ConcurrentHashMap<>();

    private Keys() {}

    static long tag(String tag) {
        return tag(EventTexts.utf8(tag));
    }

    /** @param tag in UTF-8 */
    static long tag(byte[] tag) {
        return hash(tag).getLong();
    }

    static int type(String type) {
        Integer known = TYPES.get(type);
        if (known != null) {
            return known;
        }
        int key = hash(EventTexts.utf8(type)).getInt();
        if (TYPES.size() < TYPES_MAX) {
            TYPES.put(type, key);
        }
        return key;
    }

    private static ByteBuffer hash(byte[] text) {
        return ByteBuffer.wrap(HashChain.sha256().digest(text));
    }
}
