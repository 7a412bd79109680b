package dev.flare.query.projection;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.shared.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the log says about single events: found by the correlation id of the request that they came from. */
final class EventLog {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private EventLog() {}

    /** Said at DEBUG only: there are many. */
    static void taken(Region region, StoredEvent event) {
        if (LOG.isDebugEnabled()) {
            about(LOG.atDebug(), region, event).log("an event is in the view");
        }
    }

    static void skipped(Region region, StoredEvent event) {
        about(LOG.atWarn(), region, event).log("events of this type are not of the ledger and skipped");
    }

    static void failed(Region region, StoredEvent event, RuntimeException cause) {
        about(LOG.atError().setCause(cause), region, event).log("an event cannot be folded; the view stands before it");
    }

    private static LoggingEventBuilder about(LoggingEventBuilder line, Region region, StoredEvent event) {
        return line.addKeyValue(MetadataKeys.CORRELATION_ID, correlationId(event))
                .addKeyValue("region", region)
                .addKeyValue("position", event.position())
                .addKeyValue("type", event.type());
    }

    /** An event may be the problem itself. */
    private static String correlationId(StoredEvent event) {
        try {
            return event.metadataAsMap().getOrDefault(MetadataKeys.CORRELATION_ID, "none");
        } catch (RuntimeException e) {
            return "unreadable";
        }
    }
}
