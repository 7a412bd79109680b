package dev.flare.query.moment;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of the regions that can be asked about. */
public final class RegionLogs {

    private static final Logger LOG = LoggerFactory.getLogger(RegionLogs.class);

    private final SortedMap<Region, EventReader> readers;

    public RegionLogs(Map<Region, EventReader> readers) {
        this.readers = Collections.unmodifiableSortedMap(new TreeMap<>(readers));
    }

    public SortedSet<Region> regions() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(readers.keySet()));
    }

    /** Refuses a region that is none of ours. */
    public EventReader reader(Region region) {
        EventReader reader = readers.get(region);
        if (reader == null) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND, "there is no region " + region + ", only " + readers.keySet(), "region");
        }
        return reader;
    }

    /** Asks a region's log; refuses when it does not answer. */
    public <T> T ask(Region region, Function<EventReader, T> question) {
        try {
            return question.apply(reader(region));
        } catch (StoreUnavailableException e) {
            LOG.atWarn().setCause(e).addKeyValue("region", region).log("a region does not answer");
            throw new RefusedException(RefusalCode.UNAVAILABLE, "region " + region + " does not answer", "region");
        }
    }
}
