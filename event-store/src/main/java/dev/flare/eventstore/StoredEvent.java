package dev.flare.eventstore;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An event as it is stored, which never changes.
 *
 * @param position 1, 2, 3 … without gaps and in commit order
 * @param id unique in its store
 * @param recordedAt when the store learned it, to the microsecond; never decreases with position
 * @param type a stable name; never a class name
 * @param tags sorted, each {@code key=value}
 * @param metadata a JSON object of strings, as stored
 * @param payload as it was given, byte for byte
 * @param previousHash the hash of the event before, 32 zero bytes for the first
 * @param hash see {@link HashChain}
 */
public record StoredEvent(
        long position,
        UUID id,
        Instant recordedAt,
        String type,
        String version,
        List<String> tags,
        String metadata,
        String payload,
        Hash previousHash,
        Hash hash) {

    /** The metadata as a map. */
    public Map<String, String> metadataAsMap() {
        return Metadata.read(metadata);
    }

    StoredEvent withHash(Hash computed) {
        return new StoredEvent(
                position, id, recordedAt, type, version, tags, metadata, payload, previousHash, computed);
    }
}
