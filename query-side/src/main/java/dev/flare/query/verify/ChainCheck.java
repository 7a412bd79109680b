package dev.flare.query.verify;

import dev.flare.eventstore.Hash;
import dev.flare.eventstore.HashChain;
import dev.flare.eventstore.Head;
import dev.flare.eventstore.StoredEvent;
import java.time.Instant;
import java.util.List;

/** Follows a log's chain of hashes, one event after the other. */
final class ChainCheck {

    private long position;
    private Hash previous = Hash.ZERO;
    private Instant recordedAt = Instant.MIN;

    void take(StoredEvent event) {
        long expected = position + 1;
        Difference.unless(event.position() == expected, expected, "missing; the log goes on at " + event.position());
        Difference.unless(
                event.previousHash().equals(previous),
                expected,
                "the previous hash is " + event.previousHash() + ", that of the event before is " + previous);
        Hash hash = HashChain.hashOf(event);
        Difference.unless(
                event.hash().equals(hash), expected, "the hash is " + event.hash() + ", of its content " + hash);
        Difference.unless(sorted(event.tags()), expected, "the tags are not sorted: " + event.tags());
        Difference.unless(
                !event.recordedAt().isBefore(recordedAt),
                expected,
                "recorded at " + event.recordedAt() + ", before the event before it at " + recordedAt);
        position = expected;
        previous = event.hash();
        recordedAt = event.recordedAt();
    }

    void end(Head head) {
        Difference.unless(position == head.position(), position + 1, "missing; the head is at " + head.position());
        Difference.unless(
                previous.equals(head.hash()), position, "the hash is " + previous + ", the head has " + head.hash());
        Difference.unless(
                !head.clock().isBefore(recordedAt),
                position,
                "recorded at " + recordedAt + ", the head's clock stands before it at " + head.clock());
    }

    private static boolean sorted(List<String> tags) {
        for (int i = 1; i < tags.size(); i++) {
            if (tags.get(i - 1).compareTo(tags.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }
}
