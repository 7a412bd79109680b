package dev.flare.participant.json;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads by recursive descent (RFC 8259). */
final class JsonReader {

    /** What stands for every value that is no string. */
    private static final Object OTHER = new Object();

    private static final int DEPTH_MAX = 32;
    private static final int UNICODE_DIGITS = 4;
    private static final int HEXADECIMAL = 16;
    private static final Pattern SCALAR =
            Pattern.compile("true|false|null|-?(0|[1-9][0-9]{0,50})(\\.[0-9]{1,50})?([eE][+-]?[0-9]{1,5})?");

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    Map<String, Object> onlyObject() throws MalformedJson {
        skipBlanks();
        Map<String, Object> fields = object(0);
        skipBlanks();
        if (at < text.length()) {
            throw malformed("something follows");
        }
        return fields;
    }

    private Map<String, Object> object(int depth) throws MalformedJson {
        Map<String, Object> fields = JsonObject.newFields();
        expect('{');
        if (takes('}')) {
            return fields;
        }
        do {
            skipBlanks();
            String name = string();
            expect(':');
            if (fields.put(name, value(depth + 1)) != null) {
                throw malformed("a field is there twice");
            }
        } while (takes(','));
        expect('}');
        return fields;
    }

    private Object value(int depth) throws MalformedJson {
        skipBlanks();
        if (depth > DEPTH_MAX) {
            throw malformed("it is too deep");
        }
        return switch (at < text.length() ? text.charAt(at) : ' ') {
            case '"' -> string();
            case '{' -> {
                object(depth);
                yield OTHER;
            }
            case '[' -> {
                array(depth);
                yield OTHER;
            }
            default -> scalar();
        };
    }

    private void array(int depth) throws MalformedJson {
        expect('[');
        if (takes(']')) {
            return;
        }
        do {
            value(depth + 1);
        } while (takes(','));
        expect(']');
    }

    private Object scalar() throws MalformedJson {
        Matcher scalar = SCALAR.matcher(text).region(at, text.length());
        if (!scalar.lookingAt()) {
            throw malformed("a value is expected");
        }
        at = scalar.end();
        return OTHER;
    }

    private String string() throws MalformedJson {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (true) {
            char one = next();
            if (one == '"') {
                return string.toString();
            }
            if (one < ' ') {
                throw malformed("a control character in a string");
            }
            string.append(one == '\\' ? escaped() : one);
        }
    }

    private char escaped() throws MalformedJson {
        char one = next();
        return switch (one) {
            case '"', '\\', '/' -> one;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed("an unknown escape");
        };
    }

    private char unicode() throws MalformedJson {
        int code = 0;
        for (int i = 0; i < UNICODE_DIGITS; i++) {
            int digit = Character.digit(next(), HEXADECIMAL);
            if (digit < 0) {
                throw malformed("four hexadecimal digits are expected");
            }
            code = code * HEXADECIMAL + digit;
        }
        return (char) code;
    }

    private char next() throws MalformedJson {
        if (at == text.length()) {
            throw malformed("it ends too early");
        }
        return text.charAt(at++);
    }

    private void expect(char wanted) throws MalformedJson {
        if (!takes(wanted)) {
            throw malformed("'" + wanted + "' is expected");
        }
    }

    private boolean takes(char wanted) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private MalformedJson malformed(String why) {
        return new MalformedJson("no JSON object: " + why + " at character " + at);
    }
}
