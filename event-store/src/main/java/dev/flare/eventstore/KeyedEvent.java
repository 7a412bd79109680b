package dev.flare.eventstore;

import java.util.Arrays;
import java.util.List;

/**
 * An event with all that can be worked out before its place is known: by its caller, and not by the one thread that writes.
 *
 * @param metadata as stored
 * @param typeKey see {@link Keys}
 * @param tagKeys in the order of the event's tags
 */
record KeyedEvent(NewEvent event, String metadata, int typeKey, List<Long> tagKeys) {

    static KeyedEvent of(NewEvent event) {
        return new KeyedEvent(event, Metadata.write(event.metadata()), Keys.type(event.type()), keys(event.tags()));
    }

    private static List<Long> keys(List<String> tags) {
        Long[] keys = new Long[tags.size()];
        Arrays.setAll(keys, i -> Keys.tag(tags.get(i)));
        return List.of(keys);
    }
}
