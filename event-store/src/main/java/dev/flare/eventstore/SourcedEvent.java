package dev.flare.eventstore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as a decision sees it.
 *
 * @param position final when committed, provisional while the event is on its way to the database
 * @param recordedAt null while the event is on its way to the database
 */
public record SourcedEvent(
        long position, NewEvent event, @Nullable Instant recordedAt) {}
