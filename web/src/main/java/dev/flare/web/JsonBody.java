package dev.flare.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a request: one JSON object, read field by field so that each mistake names its field. Strict: no field twice,
 * none that is not asked for, no text where a number belongs, no number with a fraction, nothing behind the object.
 */
public final class JsonBody {

    /** What every JSON client can hold without loss: 2^53 − 1. No single amount is larger. */
    public static final long AMOUNT_MAX = 9_007_199_254_740_991L;

    /** How deep a body may be nested. */
    public static final int DEPTH_MAX = 32;

    private static final int STRING_MAX = 100_000;
    private static final int NUMBER_MAX = 40;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxStringLength(STRING_MAX)
                            .maxNumberLength(NUMBER_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectNode fields;
    private final Set<String> unread;

    private JsonBody(ObjectNode fields) {
        this.fields = fields;
        this.unread = new TreeSet<>(fields.propertyNames());
    }

    /** @throws RefusedException {@code MALFORMED} when the bytes are not one JSON object in UTF-8 */
    public static JsonBody parse(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return new JsonBody(object);
            }
        } catch (JacksonException e) {
            throw new RefusedException(RefusalCode.MALFORMED, "the body is not valid JSON: " + e.getOriginalMessage());
        }
        throw new RefusedException(RefusalCode.MALFORMED, "the body must be a JSON object");
    }

    /** A text of 1 to {@code max} characters without control characters. */
    public String text(String field, int max) {
        return required(field, optionalText(field, max));
    }

    public @Nullable String optionalText(String field, int max) {
        JsonNode value = take(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw RefusedException.invalid(field, field + " must be a string");
        }
        return Texts.checked(field, value.stringValue(), max);
    }

    /** A text made into a value of the domain, whose constructor says what is wrong with it. */
    public <T> T value(String field, Function<String, T> constructor) {
        return required(field, optionalValue(field, constructor));
    }

    public <T> @Nullable T optionalValue(String field, Function<String, T> constructor) {
        String text = optionalText(field, STRING_MAX);
        return text == null ? null : Texts.made(field, text, constructor);
    }

    /** A whole number of minor units, more than zero and at most {@link #AMOUNT_MAX}. */
    public long amount(String field) {
        long amount = required(field, whole(field));
        if (amount <= 0 || amount > AMOUNT_MAX) {
            throw RefusedException.invalid(field, field + " must be from 1 to " + AMOUNT_MAX + " minor units");
        }
        return amount;
    }

    /** A whole number of minor units, zero or more; zero when absent. */
    public long limit(String field) {
        Long given = whole(field);
        long limit = given == null ? 0 : given;
        if (limit < 0 || limit > AMOUNT_MAX) {
            throw RefusedException.invalid(field, field + " must be from 0 to " + AMOUNT_MAX + " minor units");
        }
        return limit;
    }

    private @Nullable Long whole(String field) {
        JsonNode value = take(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw RefusedException.invalid(field, field + " must be a whole number that fits into 64 bits");
        }
        return value.longValue();
    }

    /** An instant in ISO 8601 with an offset, between the years 1 and 9999, to the microsecond. */
    public @Nullable Instant optionalInstant(String field) {
        String text = optionalText(field, 64);
        return text == null ? null : instant(field, text);
    }

    private static Instant instant(String field, String text) {
        try {
            Instant instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw RefusedException.invalid(field, field + " must lie between the years 1 and 9999");
            }
            return instant.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw RefusedException.invalid(field, field + " must be an instant such as 2026-01-31T12:00:00Z");
        }
    }

    /** One of the words of an enumeration. */
    public <E extends Enum<E>> E choice(String field, Class<E> words) {
        return required(field, optionalChoice(field, words));
    }

    public <E extends Enum<E>> @Nullable E optionalChoice(String field, Class<E> words) {
        String text = optionalText(field, STRING_MAX);
        if (text == null) {
            return null;
        }
        return Stream.of(words.getEnumConstants())
                .filter(word -> word.name().equals(text))
                .findFirst()
                .orElseThrow(() -> RefusedException.invalid(
                        field, field + " must be one of " + List.of(words.getEnumConstants())));
    }

    /** A duration in ISO 8601, such as {@code PT5S}, within bounds, both inclusive; the default when absent. */
    public Duration duration(String field, Duration otherwise, Duration least, Duration most) {
        String text = optionalText(field, 64);
        Duration duration = text == null ? otherwise : parsed(field, text);
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw RefusedException.invalid(field, field + " must be from " + least + " to " + most);
        }
        return duration.truncatedTo(ChronoUnit.MICROS);
    }

    private static Duration parsed(String field, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw RefusedException.invalid(field, field + " must be a duration such as PT5S");
        }
    }

    /** A list of up to {@code max} texts, none of them twice; empty when absent. */
    public List<String> texts(String field, int max, int length) {
        JsonNode value = take(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > max) {
            throw RefusedException.invalid(field, field + " must be a list of at most " + max + " texts");
        }
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode item : value) {
            if (!item.isString() || !texts.add(Texts.checked(field, item.stringValue(), length))) {
                throw RefusedException.invalid(field, field + " must be a list of texts, none of them twice");
            }
        }
        return List.copyOf(texts);
    }

    /** A JSON object of the client's own, empty when absent; at most {@code max} characters when written. */
    public Map<String, Object> object(String field, int max) {
        JsonNode value = take(field);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode object)) {
            throw RefusedException.invalid(field, field + " must be an object");
        }
        if (object.toString().length() > max) {
            throw RefusedException.invalid(field, field + " must not be longer than " + max + " characters");
        }
        if (hasNull(object)) {
            throw RefusedException.invalid(field, field + " must not contain null");
        }
        // Written as UTF-8 it would come back as something else.
        if (object.toString().codePoints().anyMatch(Texts::isHalfOfAPair)) {
            throw RefusedException.invalid(field, field + " must not contain broken pairs");
        }
        return JSON.convertValue(object, OBJECT);
    }

    private static boolean hasNull(JsonNode node) {
        for (JsonNode child : node) {
            if (child.isNull() || hasNull(child)) {
                return true;
            }
        }
        return false;
    }

    /** True or false; the default when absent. */
    public boolean flag(String field, boolean otherwise) {
        JsonNode value = take(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw RefusedException.invalid(field, field + " must be true or false");
        }
        return value.booleanValue();
    }

    /**
     * A list of 1 to {@code max} JSON objects, each of which is read as strictly.
     *
     * @throws RefusedException {@code TOO_LARGE} when there are more
     */
    public List<JsonBody> objects(String field, int max) {
        JsonNode value = required(field, take(field));
        if (!value.isArray() || value.isEmpty()) {
            throw RefusedException.invalid(field, field + " must be a list of 1 to " + max + " objects");
        }
        if (value.size() > max) {
            throw new RefusedException(
                    RefusalCode.TOO_LARGE, field + " has " + value.size() + " items, at most " + max + " go", field);
        }
        List<JsonBody> objects = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            if (!(item instanceof ObjectNode object)) {
                throw new RefusedException(RefusalCode.INVALID_FIELD, "every item of " + field + " must be an object")
                        .ofItem(field, objects.size());
            }
            objects.add(new JsonBody(object));
        }
        return objects;
    }

    public boolean has(String field) {
        return fields.has(field) && !fields.get(field).isNull();
    }

    /** @throws RefusedException {@code UNKNOWN_FIELD} when the body has a field that nobody asked for */
    public void nothingElse() {
        for (String field : unread) {
            throw new RefusedException(RefusalCode.UNKNOWN_FIELD, "there is no field " + Texts.shown(field), field);
        }
    }

    private @Nullable JsonNode take(String field) {
        unread.remove(field);
        JsonNode value = fields.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new RefusedException(RefusalCode.MISSING_FIELD, field + " is required", field);
        }
        return value;
    }
}
