package dev.flare.eventstore;

import java.time.Instant;

/**
 * An append that is committed.
 *
 * @param firstPosition of its first event
 * @param lastPosition of its last event
 * @param recordedAt of all of them
 */
public record Appended(long firstPosition, long lastPosition, Instant recordedAt) {}
