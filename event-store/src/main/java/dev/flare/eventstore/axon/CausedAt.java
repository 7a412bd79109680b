package dev.flare.eventstore.axon;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.correlation.CorrelationDataProvider;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/**
 * Carries along when the cause of a message was recorded, so that what it leads to is recorded later, in whatever region. To be
 * registered with Axon's correlation data providers where event handlers send commands. Needs {@link Timestamps#RECORDED}, with
 * which an event message's timestamp is its recordedAt.
 */
public final class CausedAt implements CorrelationDataProvider {

    /** The key of the metadata. */
    public static final String KEY = "causedAt";

    @Override
    public Map<String, String> correlationDataFor(Message message) {
        if (message instanceof EventMessage event) {
            return Map.of(KEY, event.timestamp().toString());
        }
        String carried = message.metadata().get(KEY);
        return carried == null ? Map.of() : Map.of(KEY, carried);
    }

    /** The instant in a message's metadata; {@link Instant#EPOCH} when there is none that can be read. */
    static Instant in(Map<String, String> metadata) {
        @Nullable String carried = metadata.get(KEY);
        try {
            return carried == null ? Instant.EPOCH : Instant.parse(carried);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
