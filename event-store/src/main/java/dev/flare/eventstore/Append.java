package dev.flare.eventstore;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Events to be appended, all or none, and what must hold for it.
 *
 * @param onlyIf conditions that all hold at the moment of the commit
 * @param causedAt the latest recordedAt among the events that led to these, in whatever log they are: these are recorded later,
 *     also when this machine's clock is behind (a hybrid logical clock, Kulkarni et al. 2014, with the log's head as its logical
 *     part). {@link Instant#EPOCH} when nothing did
 */
public record Append(List<NewEvent> events, List<AppendCondition> onlyIf, Instant causedAt) {

    /** A cause further ahead of the local clock than this is refused: one of two machines has a wrong clock. */
    public static final Duration AHEAD_MAX = Duration.ofSeconds(5);

    public Append {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("an append has at least one event");
        }
        events = List.copyOf(events);
        onlyIf = List.copyOf(onlyIf);
    }

    public static Append of(List<NewEvent> events) {
        return new Append(events, List.of(), Instant.EPOCH);
    }

    /** Adds conditions. */
    public Append onlyIf(List<AppendCondition> conditions) {
        List<AppendCondition> all = new ArrayList<>(onlyIf);
        all.addAll(conditions);
        return new Append(events, all, causedAt);
    }

    /** Adds a cause. */
    public Append causedAt(Instant recordedAt) {
        return recordedAt.isAfter(causedAt) ? new Append(events, onlyIf, recordedAt) : this;
    }
}
