package dev.flare.eventstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of an event as {@link HashChain} covers them, one behind the other, and where each begins. Each has its length before
 * it, which is also how the database takes them.
 *
 * @param bytes type, version, number of tags, tags, metadata, payload; not to be changed
 */
record EventTexts(byte[] bytes, int version, int tags, int metadata, int payload) {

    /** @param tags in UTF-8 */
    static EventTexts of(String type, String version, List<byte[]> tags, String metadata, String payload) {
        byte[] typeBytes = utf8(type);
        byte[] versionBytes = utf8(version);
        byte[] metadataBytes = utf8(metadata);
        byte[] payloadBytes = utf8(payload);
        int versionAt = Integer.BYTES + typeBytes.length;
        int tagsAt = versionAt + Integer.BYTES + versionBytes.length;
        int metadataAt = tagsAt + Integer.BYTES + length(tags);
        int payloadAt = metadataAt + Integer.BYTES + metadataBytes.length;
        ByteBuffer all = ByteBuffer.allocate(payloadAt + Integer.BYTES + payloadBytes.length);
        put(all, typeBytes);
        put(all, versionBytes);
        all.putInt(tags.size());
        tags.forEach(tag -> put(all, tag));
        put(all, metadataBytes);
        put(all, payloadBytes);
        return new EventTexts(all.array(), versionAt, tagsAt, metadataAt, payloadAt);
    }

    static EventTexts of(StoredEvent event) {
        List<byte[]> tags = new ArrayList<>(event.tags().size());
        event.tags().forEach(tag -> tags.add(utf8(tag)));
        return of(event.type(), event.version(), tags, event.metadata(), event.payload());
    }

    private static int length(List<byte[]> texts) {
        int length = 0;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        return length;
    }

    private static void put(ByteBuffer all, byte[] text) {
        all.putInt(text.length).put(text);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
