package dev.flare.saga.following;

import dev.flare.web.following.FollowerReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one region's log was taken.
 *
 * @param position up to which everything was taken; null before the first step
 * @param head where the log ended when it was last read; null when that has never been
 * @param lag how many events are still to be taken; null when one of the two is not known
 * @param heartbeat when a step last succeeded
 * @param failure why the last step, or the look at the head, failed
 */
record RegionPosition(
        String region,
        @Nullable Long position,
        @Nullable Long head,
        @Nullable Long lag,
        Instant heartbeat,
        @Nullable String failure) {

    static RegionPosition of(FollowerReport report) {
        Long position = known(report.position());
        Long head = known(report.head());
        return new RegionPosition(
                report.region(),
                position,
                head,
                position == null || head == null ? null : report.lag(),
                report.heartbeat(),
                report.failure());
    }

    private static @Nullable Long known(long position) {
        return position < 0 ? null : position;
    }
}
