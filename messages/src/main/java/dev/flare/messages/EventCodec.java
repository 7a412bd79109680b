package dev.flare.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flare.messages.ledger.LedgerEvent;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The written form of events: JSON, fields in the order of the record, absent when null, instants in ISO 8601. */
public final class EventCodec {

    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EventCodec() {}

    public static String write(LedgerEvent event) {
        return writeAny(event);
    }

    /** Writes an event of whichever language. */
    public static String writeAny(Object event) {
        return JSON.writeValueAsString(event);
    }

    /**
     * Reads an event back.
     *
     * @throws IllegalArgumentException when the type is not one of ours or the payload is not of its form
     */
    public static LedgerEvent read(String type, String payload) {
        Class<? extends LedgerEvent> event = MessageNames.eventClass(type);
        if (event == null) {
            throw new IllegalArgumentException("no event is called " + type);
        }
        return readAny(type, payload, event);
    }

    /**
     * Reads an event of whichever language.
     *
     * @throws IllegalArgumentException when the payload is not of its form
     */
    public static <T> T readAny(String type, String payload, Class<T> event) {
        try {
            return JSON.readValue(payload, event);
        } catch (tools.jackson.core.JacksonException e) {
            throw new IllegalArgumentException("not the payload of " + type + ": " + payload, e);
        }
    }
}
