package dev.flare.eventstore.axon;

import dev.flare.eventstore.NewEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.conversion.Converter;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;

/** Axon's event messages and the store's events, one into the other. Payloads are stored as text. */
final class EventTranslation {

    private static final String PUBLISHED = "publishedAt";

    private final Converter converter;
    private final Timestamps timestamps;

    EventTranslation(Converter converter, Timestamps timestamps) {
        this.converter = converter;
        this.timestamps = timestamps;
    }

    NewEvent stored(TaggedEventMessage<?> tagged) {
        EventMessage message = tagged.event();
        return new NewEvent(
                UUID.fromString(message.identifier()),
                message.type().name(),
                message.type().version(),
                CriteriaTranslation.tags(tagged.tags()),
                metadata(message),
                text(message.payload()));
    }

    private Map<String, String> metadata(EventMessage message) {
        return switch (timestamps) {
            case RECORDED -> message.metadata();
            case PUBLISHED ->
                message.metadata().and(PUBLISHED, message.timestamp().toString());
        };
    }

    private String text(Object payload) {
        return switch (payload) {
            case String text -> text;
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            default -> converted(payload);
        };
    }

    private String converted(Object payload) {
        String text = converter.convert(payload, String.class);
        if (text == null) {
            throw new IllegalArgumentException("no text for a payload of " + payload.getClass());
        }
        return text;
    }

    EventMessage message(NewEvent event, Instant recordedAt) {
        String published = event.metadata().get(PUBLISHED);
        return new GenericEventMessage(
                event.id().toString(),
                new MessageType(event.type(), event.version()),
                event.payload(),
                published == null ? event.metadata() : without(event.metadata()),
                published == null ? recordedAt : Instant.parse(published));
    }

    private static Map<String, String> without(Map<String, String> metadata) {
        Map<String, String> given = new HashMap<>(metadata);
        given.remove(PUBLISHED);
        return given;
    }
}
