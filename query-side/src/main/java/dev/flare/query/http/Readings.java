package dev.flare.query.http;

import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.Moment;
import dev.flare.messages.view.Reading;
import dev.flare.query.fold.Storable;
import dev.flare.web.asking.Parameters;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Moment, effective time and least position, out of a query's parameters. */
public final class Readings {

    public static final Set<String> PARAMETERS = Set.of("position", "at", "effectiveAt", "minPosition");

    private Readings() {}

    /**
     * @param concerned the regions that the answer is about
     * @param known all regions that there are
     */
    public static Reading of(Parameters parameters, SortedSet<Region> concerned, SortedSet<Region> known) {
        Instant effectiveAt = parameters.instant("effectiveAt");
        return new Reading(
                moment(parameters, concerned, known),
                positions(parameters, "minPosition", concerned, known),
                effectiveAt == null ? null : Storable.instant(effectiveAt));
    }

    private static Moment moment(Parameters parameters, SortedSet<Region> concerned, SortedSet<Region> known) {
        if (parameters.has("position") && parameters.has("at")) {
            throw RefusedException.invalid("at", "a moment is given by position or by at, not by both");
        }
        Instant at = parameters.instant("at");
        if (at != null) {
            return new Moment.At(at);
        }
        return parameters.has("position")
                ? new Moment.Positions(positions(parameters, "position", concerned, known))
                : new Moment.Now();
    }

    private static SortedMap<Region, Long> positions(
            Parameters parameters, String name, SortedSet<Region> concerned, SortedSet<Region> known) {
        String text = parameters.text(name);
        return text == null ? new TreeMap<>() : Positions.parse(name, text, concerned, known);
    }
}
