package dev.flare.web.following;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one follower of one region's log fares.
 *
 * @param follower what follows: a view, the supervisor
 * @param position up to where it has taken everything, -1 before its first step
 * @param head where the log ends, -1 when that is not known yet
 * @param waitingSince when the first event that it has not taken was recorded; null when it has taken all
 * @param heartbeat when it last took a step that succeeded
 * @param lookedAt when the end of the log was last read
 * @param failures how many of its steps failed in a row, up to now
 * @param failure why the last step, or the last look at the log's end, failed
 */
public record FollowerReport(
        String follower,
        String region,
        long position,
        long head,
        @Nullable Instant waitingSince,
        Instant heartbeat,
        Instant lookedAt,
        int failures,
        @Nullable String failure) {

    /** How many events it is behind. */
    public long lag() {
        return Math.max(0, head - Math.max(0, position));
    }

    /** How long the first event that it has not taken has been waiting. */
    public double lagSeconds(Instant now) {
        return waitingSince == null ? 0 : secondsSince(waitingSince, now);
    }

    private static double secondsSince(Instant then, Instant now) {
        return Math.max(0, (now.toEpochMilli() - then.toEpochMilli()) / 1_000.0);
    }
}
