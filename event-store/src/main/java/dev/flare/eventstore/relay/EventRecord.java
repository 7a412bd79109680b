package dev.flare.eventstore.relay;

import dev.flare.eventstore.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as a record. The value is one JSON object that has all of the stored row, so that nothing but the value need be
 * kept; {@code docs/schemas/flare.events.json} describes it. Metadata and payload come last and byte for byte as they are
 * stored: what the event's hash covers can be cut out of the value.
 *
 * <p>There is no key. A topic that keeps only the last record of each key then refuses these records, and loses none.
 */
final class EventRecord {

    private static final String CORRELATION_ID = "correlationId";
    private static final JsonMapper JSON = JsonMapper.shared();

    private EventRecord() {}

    static ProducerRecord<byte[], byte[]> of(StoredEvent event, String topic, int partition) {
        return new ProducerRecord<>(
                topic, partition, event.recordedAt().toEpochMilli(), null, value(event), headers(event));
    }

    private static List<Header> headers(StoredEvent event) {
        Header position = header("position", String.valueOf(event.position()));
        Header type = header("type", event.type());
        String correlationId = correlationId(event.metadata());
        return correlationId == null
                ? List.of(position, type)
                : List.of(position, type, header(CORRELATION_ID, correlationId));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String correlationId(String metadata) {
        if (!metadata.contains(CORRELATION_ID)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(metadata)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (CORRELATION_ID.equals(name)) {
                    return parser.getString();
                }
                parser.skipChildren();
            }
            return null;
        }
    }

    static byte[] value(StoredEvent event) {
        StringBuilder json = new StringBuilder(
                512 + event.metadata().length() + event.payload().length());
        json.append("{\"position\":").append(event.position());
        json.append(",\"id\":\"").append(event.id());
        json.append("\",\"recordedAt\":\"").append(event.recordedAt());
        text(json.append("\",\"type\":"), event.type());
        text(json.append(",\"version\":"), event.version());
        tags(json.append(",\"tags\":["), event.tags());
        json.append("],\"previousHash\":\"").append(event.previousHash());
        json.append("\",\"hash\":\"").append(event.hash());
        json.append("\",\"metadata\":").append(event.metadata());
        payload(json.append(",\"payload\":"), event.payload());
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void tags(StringBuilder json, List<String> tags) {
        for (int i = 0; i < tags.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            text(json, tags.get(i));
        }
    }

    /** A store takes any text as a payload. */
    private static void payload(StringBuilder json, String payload) {
        if (isJson(payload)) {
            json.append(payload);
        } else {
            text(json, payload);
        }
    }

    private static void text(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
