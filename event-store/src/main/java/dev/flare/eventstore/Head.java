package dev.flare.eventstore;

import java.time.Instant;

/**
 * Where a log ends.
 *
 * @param position of the last event, 0 when there is none
 * @param hash of the last event, {@link Hash#ZERO} when there is none
 * @param clock the latest closed instant: events appended later are recorded later than it
 */
public record Head(long position, Hash hash, Instant clock) {}
