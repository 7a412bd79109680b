package dev.flare.web.log;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Copies JSON token by token, with everything masked that is not {@link Harmless}. */
final class MaskedJson {

    private static final JsonFactory JSON = new JsonFactory();

    /** Within a position, each region's name stands for a number. */
    private static final String POSITION = "position";

    /** Its value is the name of a field, perhaps of one that only the client knows. */
    private static final String FIELD = "field";

    private final StringBuilder out = new StringBuilder(256);
    private final Deque<String> within = new ArrayDeque<>();
    private final JsonParser parser;
    private final int end;
    private final boolean whole;
    private String name = "";

    private MaskedJson(JsonParser parser, int end, boolean whole) {
        this.parser = parser;
        this.end = end;
        this.whole = whole;
    }

    /**
     * The text masked, or as far as it goes when it is only the beginning of one.
     *
     * @param whole whether it is more than the beginning; then text that is not JSON fails
     * @throws JacksonException when it is not JSON
     */
    static String of(byte[] json, int length, boolean whole) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, 0, length)) {
            MaskedJson masked = new MaskedJson(parser, length, whole);
            masked.copy();
            return masked.out.toString();
        }
    }

    private void copy() {
        try {
            for (JsonToken token = parser.nextToken(); token != null && !isCutOff(); token = parser.nextToken()) {
                copy(token);
            }
        } catch (JacksonException e) {
            if (whole) {
                throw e;
            }
        }
    }

    /** Where the text was cut, a number may have lost its last digits. */
    private boolean isCutOff() {
        return !whole && parser.currentLocation().getByteOffset() >= end;
    }

    private void copy(JsonToken token) {
        switch (token) {
            case START_OBJECT, START_ARRAY -> open(token);
            case END_OBJECT, END_ARRAY -> close(token);
            case PROPERTY_NAME -> name();
            default -> value(token);
        }
    }

    private void open(JsonToken token) {
        separate();
        if (!within.isEmpty() && !Harmless.isOpened(name)) {
            out.append('"').append(Harmless.MASK).append('"');
            parser.skipChildren();
            next();
            return;
        }
        within.push(name);
        out.append(token == JsonToken.START_OBJECT ? '{' : '[');
    }

    private void close(JsonToken token) {
        out.append(token == JsonToken.END_OBJECT ? '}' : ']');
        within.pop();
        next();
    }

    /** Elements of a list have the name of the list. */
    private void next() {
        name = within.isEmpty() ? "" : within.peek();
    }

    private void name() {
        separate();
        name = parser.currentName();
        boolean shown = Harmless.isName(name) || (isInPosition() && Harmless.isRegion(name));
        out.append('"').append(shown ? name : Harmless.MASK).append("\":");
    }

    private void value(JsonToken token) {
        separate();
        boolean quoted = token == JsonToken.VALUE_STRING;
        String text = parser.getString();
        if (token == JsonToken.VALUE_NULL || (isShown(token, text) && Harmless.isValue(text))) {
            out.append(quoted ? "\"" : "").append(text).append(quoted ? "\"" : "");
        } else {
            out.append('"').append(Harmless.MASK).append('"');
        }
        next();
    }

    private boolean isShown(JsonToken token, String text) {
        return FIELD.equals(name)
                ? Harmless.isName(text)
                : Harmless.isShown(name) || (token.isNumeric() && isInPosition() && Harmless.isRegion(name));
    }

    private boolean isInPosition() {
        return POSITION.equals(within.peek());
    }

    private void separate() {
        if (!out.isEmpty() && "{[:".indexOf(out.charAt(out.length() - 1)) < 0) {
            out.append(',');
        }
    }
}
