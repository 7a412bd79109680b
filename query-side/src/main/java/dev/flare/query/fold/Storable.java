package dev.flare.query.fold;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as every view can keep them. Part of the fold and not of a view, so that a replay, which stores nothing, has the very
 * same values.
 */
public final class Storable {

    /** Instants outside the years 1 to 9999 count as their first or last one. */
    public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    // A map's own order differs from one JVM to the next.
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Storable() {}

    /** To the microsecond, rounded down, and within the years 1 to 9999. */
    public static Instant instant(Instant instant) {
        if (instant.isBefore(FIRST)) {
            return FIRST;
        }
        return instant.isAfter(LAST) ? LAST : instant.truncatedTo(ChronoUnit.MICROS);
    }

    static String text(String text) {
        // PostgreSQL's text knows no NUL; an unpaired surrogate has no UTF-8.
        String known = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        return new String(known.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    static String json(Map<String, Object> metadata) {
        return metadata.isEmpty() ? "{}" : text(SORTED.writeValueAsString(metadata));
    }
}
