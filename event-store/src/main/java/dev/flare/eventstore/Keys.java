package dev.flare.eventstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The hashes under which tags and types are indexed; the same as the database's functions tag_key and type_key. */
final class Keys {

    private Keys() {}

    static long tag(String tag) {
        return firstBytes(tag).getLong();
    }

    static int type(String type) {
        return firstBytes(type).getInt();
    }

    private static ByteBuffer firstBytes(String text) {
        return ByteBuffer.wrap(HashChain.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
