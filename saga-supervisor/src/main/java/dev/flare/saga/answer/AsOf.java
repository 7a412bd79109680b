package dev.flare.saga.answer;

import dev.flare.saga.supervision.SupervisorLog;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer reflects: everything up to this position of the supervisor's log and nothing after.
 *
 * @param recordedAt of the event there; null when that is not known
 */
public record AsOf(Map<String, Long> position, @Nullable Instant recordedAt) {

    public static AsOf of(long position, @Nullable Instant recordedAt) {
        return new AsOf(Map.of(SupervisorLog.NAME, position), recordedAt);
    }
}
