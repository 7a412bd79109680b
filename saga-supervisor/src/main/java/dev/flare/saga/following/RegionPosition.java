package dev.flare.saga.following;

import dev.flare.eventstore.Follower;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one region's log was taken.
 *
 * @param position up to which everything was taken; null before the first step
 * @param head where the log ends; null when its database does not answer
 * @param lag how many events are still to be taken; null when one of the two is not known
 * @param heartbeat when a step last succeeded
 * @param failure why the last step, or the look at the head, failed
 */
record RegionPosition(
        Region region,
        @Nullable Long position,
        @Nullable Long head,
        @Nullable Long lag,
        Instant heartbeat,
        @Nullable String failure) {

    static RegionPosition of(Region region, Follower.State state, long head) {
        Long position = taken(state);
        Long lag = position == null ? null : Math.max(0, head - position);
        return new RegionPosition(region, position, head, lag, state.heartbeat(), state.failure());
    }

    static RegionPosition withoutHead(Region region, Follower.State state, String reason) {
        String failure = state.failure() == null ? reason : state.failure();
        return new RegionPosition(region, taken(state), null, null, state.heartbeat(), failure);
    }

    private static @Nullable Long taken(Follower.State state) {
        return state.position() < 0 ? null : state.position();
    }
}
