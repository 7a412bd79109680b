package dev.flare.eventstore;

import java.util.Collection;
import java.util.Set;

/**
 * Which events: those of one of the types that carry all of the tags.
 *
 * @param types empty for every type
 * @param tags empty for all events of the types
 */
public record Criterion(Set<String> types, Set<String> tags) {

    public Criterion {
        types = Set.copyOf(types);
        tags = Set.copyOf(tags);
    }

    /** The events that carry a tag, whatever their type. */
    public static Criterion tagged(String tag) {
        return new Criterion(Set.of(), Set.of(tag));
    }

    /** The events of these types that carry a tag. */
    public static Criterion tagged(String tag, Set<String> types) {
        return new Criterion(types, Set.of(tag));
    }

    public boolean matches(String type, Collection<String> eventTags) {
        return (types.isEmpty() || types.contains(type)) && eventTags.containsAll(tags);
    }
}
