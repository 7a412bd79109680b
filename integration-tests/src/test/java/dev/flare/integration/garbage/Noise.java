package dev.flare.integration.garbage;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Texts, bytes and JSON that nobody means. All of it comes from one random number, so that it can be had again. */
final class Noise {

    /** JSON of the wrong type, size or form, wherever it is put. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-1",
            "1",
            "1.5",
            "1e2",
            "1e999999999",
            "-1e-999999999",
            "0.1e-400",
            "9007199254740991",
            "9007199254740992",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "99999999999999999999999999999999999999",
            "NaN",
            "Infinity",
            "01",
            "0x10",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"a\":null}",
            "{\"a\":1,\"a\":2}",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u001b[2J\"",
            "\"\\uffff\"",
            "\"\u202Eabc\"",
            "\"uk-world\"",
            "\"uk-clearing\"",
            "\"au-1\"",
            "\"mars-1\"",
            "\"uk-\"",
            "\"GBP\"",
            "\"gbp\"",
            "\"XXX\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"0000-12-31T23:59:59Z\"",
            "\"2026-01-01\"",
            "\"2026-01-01T00:00:00+18:00\"",
            "\"2026-01-01T00:00:60Z\"",
            "\"'; DROP TABLE events; --\"",
            "\"${jndi:ldap://x}\"",
            "\"../../etc/passwd\"");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "0",
            "-1",
            "1",
            "null",
            "uk-world",
            "uk-clearing",
            "au-1",
            "mars-1",
            "uk-",
            "-",
            "uk:1",
            "uk:-1",
            "uk:1,uk:2",
            "uk:1,au:1,us:1",
            "uk:0,au:0,us:0",
            "au:1,mars:2",
            ",",
            ":",
            "999999999999999999",
            "9999999999999999999",
            "9223372036854775807",
            "-9223372036854775808",
            "1e3",
            "0x10",
            "2026-02-30T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59.999999999Z",
            "-999999999-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "OPEN",
            "open",
            "NOT_OPENED",
            "bnVsbA",
            "e30",
            "eyJsaXN0IjoiL2FwaS9hY2NvdW50cyIsImtleSI6IngifQ",
            "%",
            "..",
            ".",
            "a b",
            "a\tb",
            "ł",
            "\uD83D\uDE00",
            "\u202E",
            "\u0000",
            "'",
            "\"",
            "`",
            "' OR 1=1 --",
            "${jndi:ldap://x}",
            "<script>",
            "a;b=c",
            "*",
            "W/\"x\"");

    private final Random random;

    Noise(Random random) {
        this.random = random;
    }

    boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    <T> T from(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    byte[] bytes(int most) {
        byte[] bytes = new byte[upTo(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    String value() {
        return switch (upTo(30)) {
            case 0 -> "\"" + "x".repeat(upTo(1_200_000)) + "\"";
            case 1 -> "9".repeat(1 + upTo(100_000));
            case 2 -> "[".repeat(upTo(50_000));
            case 3 -> "{\"a\":".repeat(upTo(60)) + "1" + "}".repeat(upTo(60));
            case 4 -> "\"" + text().replace("\\", "").replace("\"", "") + "\"";
            default -> from(VALUES);
        };
    }

    String text() {
        return switch (upTo(12)) {
            case 0 -> "x".repeat(upTo(9_000));
            case 1 -> new String(bytes(40), StandardCharsets.ISO_8859_1);
            case 2 -> new String(bytes(40), StandardCharsets.UTF_16);
            case 4 -> "a\0b";
            case 3 -> String.valueOf(random.nextLong());
            default -> from(TEXTS);
        };
    }

    /** A text in a path or query: mostly encoded as it should be, sometimes wrongly or not at all. */
    String inTarget() {
        return switch (upTo(12)) {
            case 0 -> encoded(bytes(20));
            case 1 ->
                from(List.of(
                        "%",
                        "%2", "%zz", "%00", "%2F", "%2e%2e", "%5c", "%c0%af", "%ed%a0%80", "[", "{", "|", "^", "\\"));
            default -> encoded(text().getBytes(StandardCharsets.UTF_8));
        };
    }

    static String encoded(byte[] bytes) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : bytes) {
            boolean plain = each >= '0' && each <= '9'
                    || each >= 'a' && each <= 'z'
                    || each >= 'A' && each <= 'Z'
                    || each == '-';
            encoded.append(
                    plain ? String.valueOf((char) each) : "%" + HexFormat.of().toHexDigits(each));
        }
        return encoded.toString();
    }

    /** A text as a header can carry it at all. */
    String inHeader() {
        return text().replaceAll("[\\r\\n]", "?");
    }
}
