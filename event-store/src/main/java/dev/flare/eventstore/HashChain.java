package dev.flare.eventstore;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The tamper evidence: each event's hash covers all of the event and the hash of the one before.
 *
 * <p>SHA-256 (FIPS 180-4) over these bytes, integers big-endian, {@code text} being its length in bytes of UTF-8 as 4 bytes
 * and then these bytes:
 *
 * <pre>
 * previous hash   32 bytes, zero for the first event
 * position         8 bytes
 * recordedAt       8 bytes, microseconds since 1970-01-01T00:00:00Z
 * id              16 bytes
 * type            text
 * version         text
 * number of tags   4 bytes
 * tags            text each, in the stored order, which is sorted
 * metadata        text, as stored
 * payload         text, as stored
 * </pre>
 *
 * The stored row alone is enough to compute it again. Stored hashes cannot be changed later: neither can this encoding.
 */
public final class HashChain {

    private static final MessageDigest FRESH = fresh();

    private HashChain() {}

    /** What the event's hash must be. */
    public static Hash hashOf(StoredEvent event) {
        return hash(
                event.previousHash(), event.position(), micros(event.recordedAt()), event.id(), EventTexts.of(event));
    }

    /** @param recordedAt in microseconds since 1970 */
    static Hash hash(Hash previous, long position, long recordedAt, UUID id, EventTexts texts) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Hash.LENGTH + 8 + 8 + 16)
                .put(previous.bytes())
                .putLong(position)
                .putLong(recordedAt)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
        digest.update(texts.bytes());
        return new Hash(digest.digest());
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** A copy of a fresh one: looking for the algorithm among the JDK's providers takes longer than a short text's hash. */
    static MessageDigest sha256() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
