package dev.flare.eventstore;

import java.util.List;

/**
 * The events that matched, in order.
 *
 * @param upTo how far the log was read: to be given as the marker of the append that is decided on these events
 */
public record Sourced(List<SourcedEvent> events, Marker upTo) {}
