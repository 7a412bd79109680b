package dev.flare.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The limits of one store in one process.
 *
 * @param uniqueTagKeys the keys of tags that at most one event may carry with a given value, such as idempotency keys
 * @param recentEvents how many of the latest events are kept in memory to check conditions against
 * @param waitingEvents how many events may wait to be written before further appends are refused
 * @param batchEvents how many events one database transaction carries at the most
 * @param patience how long an append, or a decision that sources events, may wait for a database that does not answer; add two
 *     seconds, and what the data source itself takes to say that it has no connection. Each batch has it anew: who waits behind
 *     others for a database that answers slowly waits longer
 * @param inlineProjections what is written together with the events
 */
public record EventStoreSettings(
        Set<String> uniqueTagKeys,
        int recentEvents,
        int waitingEvents,
        int batchEvents,
        Duration patience,
        List<InlineProjection> inlineProjections) {

    public static EventStoreSettings defaults() {
        return new EventStoreSettings(Set.of(), 20_000, 20_000, 2_000, Duration.ofSeconds(5), List.of());
    }

    public EventStoreSettings withUniqueTagKeys(Set<String> keys) {
        return new EventStoreSettings(keys, recentEvents, waitingEvents, batchEvents, patience, inlineProjections);
    }

    public EventStoreSettings withRecentEvents(int events) {
        return new EventStoreSettings(uniqueTagKeys, events, waitingEvents, batchEvents, patience, inlineProjections);
    }

    public EventStoreSettings withPatience(Duration duration) {
        return new EventStoreSettings(
                uniqueTagKeys, recentEvents, waitingEvents, batchEvents, duration, inlineProjections);
    }

    public EventStoreSettings withInlineProjections(List<InlineProjection> projections) {
        return new EventStoreSettings(
                uniqueTagKeys, recentEvents, waitingEvents, batchEvents, patience, List.copyOf(projections));
    }
}
