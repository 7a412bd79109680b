package dev.flare.saga.work;

import dev.flare.web.following.Signal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wakes those who wait for the lists to move; and tells those who work when something falls due, so that they look for it only if
 * it is earlier than what they wait for. Nearly all that the lists add is a deadline far away.
 */
public final class WorkSignal extends Signal {

    private final Map<String, Instant> earliest = new ConcurrentHashMap<>();

    /** Work of a queue falls due then, and can be seen by others. {@link #raise} is to follow. */
    public void due(String queue, Instant at) {
        earliest.merge(queue, at, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** By who looks next: what was told so far he will see for himself. */
    void looks(String queue) {
        earliest.remove(queue);
    }

    /** Whether somebody told of work that falls due before an instant, since it was last looked for. */
    boolean isDueBefore(String queue, Instant at) {
        Instant told = earliest.get(queue);
        return told != null && told.isBefore(at);
    }
}
