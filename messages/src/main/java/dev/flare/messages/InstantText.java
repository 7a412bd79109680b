package dev.flare.messages;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Instants in ISO 8601 as {@link Instant#toString()} writes and {@link Instant#parse} reads them. Every event is full of them, and
 * those two, which serve every format there is, take several times as long.
 */
final class InstantText {

    /** Whose years have four digits. */
    private static final long FIRST_SECOND = -62_167_219_200L; // 0000-01-01T00:00:00Z

    private static final long LAST_SECOND = 253_402_300_799L; // 9999-12-31T23:59:59Z

    private static final String PATTERN = "0000-00-00T00:00:00";
    private static final byte[] PATTERN_BYTES = PATTERN.getBytes(StandardCharsets.ISO_8859_1);
    private static final int SHORTEST = PATTERN.length() + "Z".length();
    private static final int LONGEST = SHORTEST + ".000000000".length();

    private InstantText() {}

    static String write(Instant instant) {
        long second = instant.getEpochSecond();
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            return instant.toString();
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        byte[] all = Arrays.copyOf(PATTERN_BYTES, LONGEST);
        put(all, 0, 4, time.getYear());
        put(all, 5, 2, time.getMonthValue());
        put(all, 8, 2, time.getDayOfMonth());
        put(all, 11, 2, time.getHour());
        put(all, 14, 2, time.getMinute());
        put(all, 17, 2, time.getSecond());
        int end = putFraction(all, instant.getNano());
        all[end] = 'Z';
        return new String(all, 0, end + 1, StandardCharsets.ISO_8859_1);
    }

    /** None, or so many groups of three digits as it needs. */
    private static int putFraction(byte[] text, int nanos) {
        int at = PATTERN.length();
        if (nanos == 0) {
            return at;
        }
        text[at] = '.';
        int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        put(text, at + 1, digits, digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos);
        return at + 1 + digits;
    }

    private static void put(byte[] text, int at, int digits, int value) {
        int left = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    /** Nothing when it is another form of an instant, or none at all. */
    static @Nullable Instant read(String text) {
        int length = text.length();
        if (length < SHORTEST || length > LONGEST || length == SHORTEST + 1 || !isOfPattern(text)) {
            return null;
        }
        try {
            long second = LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 2),
                            number(text, 8, 2),
                            number(text, 11, 2),
                            number(text, 14, 2),
                            number(text, 17, 2))
                    .toEpochSecond(ZoneOffset.UTC);
            return Instant.ofEpochSecond(second, nanos(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isOfPattern(String text) {
        for (int i = 0; i < text.length() - 1; i++) {
            char wanted = i < PATTERN.length() ? PATTERN.charAt(i) : i == PATTERN.length() ? '.' : '0';
            char found = text.charAt(i);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return text.charAt(text.length() - 1) == 'Z';
    }

    private static int nanos(String text) {
        int from = PATTERN.length() + 1;
        int digits = text.length() - 1 - from;
        int nanos = digits > 0 ? number(text, from, digits) : 0;
        for (int i = Math.max(0, digits); i < 9; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int number(String text, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
