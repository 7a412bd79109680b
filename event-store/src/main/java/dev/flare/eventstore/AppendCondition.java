package dev.flare.eventstore;

/** An append happens only if no event after {@code after} matches: what was decided on is still all there is. */
public record AppendCondition(Criteria failIfEventsMatch, Marker after) {}
