package dev.flare.eventstore;

import java.util.ArrayList;
import java.util.List;

/**
 * An event with all that can be worked out before its place is known: by its caller, and not by the one thread that writes.
 *
 * @param typeKey see {@link Keys}
 * @param tagKeys in the order of the event's tags; not to be changed
 */
record KeyedEvent(NewEvent event, int typeKey, long[] tagKeys, EventTexts texts) {

    static KeyedEvent of(NewEvent event) {
        int number = event.tags().size();
        long[] keys = new long[number];
        List<byte[]> tags = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            byte[] tag = EventTexts.utf8(event.tags().get(i));
            keys[i] = Keys.tag(tag);
            tags.add(tag);
        }
        EventTexts texts =
                EventTexts.of(event.type(), event.version(), tags, Metadata.write(event.metadata()), event.payload());
        return new KeyedEvent(event, Keys.type(event.type()), keys, texts);
    }
}
