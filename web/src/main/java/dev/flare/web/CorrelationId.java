package dev.flare.web;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What a request, its events and everything caused by them have in common: in the header, in every log line, in every event. */
public final class CorrelationId {

    public static final String HEADER = "X-Correlation-Id";

    static final String LOG_KEY = "correlationId";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private CorrelationId() {}

    /** The one of the request that this thread answers. */
    public static String current() {
        String current = MDC.get(LOG_KEY);
        return current == null ? fresh() : current;
    }

    public static String fresh() {
        return UUID.randomUUID().toString();
    }

    /** Whether it is short and printable. */
    public static boolean isValid(@Nullable String given) {
        return given != null && FORM.matcher(given).matches();
    }
}
