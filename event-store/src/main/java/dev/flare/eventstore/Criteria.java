package dev.flare.eventstore;

import java.util.Collection;
import java.util.List;

/** Which events: those that match at least one criterion. Without any criterion none match. */
public record Criteria(List<Criterion> anyOf) {

    public Criteria {
        anyOf = List.copyOf(anyOf);
    }

    public static Criteria of(Criterion... anyOf) {
        return new Criteria(List.of(anyOf));
    }

    public boolean matches(String type, Collection<String> tags) {
        for (Criterion criterion : anyOf) {
            if (criterion.matches(type, tags)) {
                return true;
            }
        }
        return false;
    }
}
