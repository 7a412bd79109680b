package dev.flare.query.moment;

import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.Moment;
import dev.flare.messages.view.Reading;
import dev.flare.query.fold.Storable;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the moments that clients name into positions, which never change their meaning. */
public final class Moments {

    private final RegionLogs logs;
    private final Clock clock;

    public Moments(RegionLogs logs, Clock clock) {
        this.logs = logs;
        this.clock = clock;
    }

    /**
     * What an answer about these regions must reflect.
     *
     * @throws RefusedException when the moment is in the future, beyond a region's head or silent about a region, or when a
     *     region that must be asked does not answer
     */
    public Wanted resolve(Reading reading, SortedSet<Region> regions) {
        SortedMap<Region, Long> fixed = fixed(reading.moment(), regions);
        Instant recordedAt = fixed == null ? null : recordedAt(fixed);
        return new Wanted(regions, fixed, recordedAt, reading.minPosition());
    }

    /** The positions of a moment; of now, where the logs end. */
    public SortedMap<Region, Long> positions(Moment moment, SortedSet<Region> regions) {
        SortedMap<Region, Long> fixed = fixed(moment, regions);
        return fixed == null
                ? each(
                        regions,
                        region -> logs.ask(region, reader -> reader.head().position()))
                : fixed;
    }

    private @Nullable SortedMap<Region, Long> fixed(Moment moment, SortedSet<Region> regions) {
        return switch (moment) {
            case Moment.Now now -> null;
            case Moment.At at -> each(regions, closing(at.instant()));
            case Moment.Positions wanted -> each(regions, region -> position(region, wanted.positions()));
        };
    }

    private static SortedMap<Region, Long> each(SortedSet<Region> regions, Function<Region, Long> position) {
        SortedMap<Region, Long> positions = new TreeMap<>();
        regions.forEach(region -> positions.put(region, position.apply(region)));
        return positions;
    }

    private Function<Region, Long> closing(Instant instant) {
        Instant now = clock.instant();
        if (instant.isAfter(now)) {
            throw RefusedException.invalid("at", "the moment is in the future: it is " + now + " now");
        }
        return region -> logs.ask(region, reader -> reader.closeMoment(Storable.instant(instant)));
    }

    private long position(Region region, SortedMap<Region, Long> wanted) {
        Long position = wanted.get(region);
        if (position == null) {
            throw RefusedException.invalid("position", "a position of region " + region + " is needed too");
        }
        long head = logs.ask(region, reader -> reader.head().position());
        if (position > head) {
            throw RefusedException.invalid("position", "region " + region + " ends at position " + head);
        }
        return position;
    }

    private @Nullable Instant recordedAt(SortedMap<Region, Long> positions) {
        return positions.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> logs.ask(entry.getKey(), reader -> reader.recordedAt(entry.getValue())))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
