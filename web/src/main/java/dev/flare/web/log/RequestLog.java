package dev.flare.web.log;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line a request, found by its correlation id, with what was asked and answered. Secrets and personal data are masked; of
 * headers none is logged.
 */
public final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final String BODY = RequestLog.class.getName() + ".body";

    private final boolean payloads;

    /** @param payloads whether bodies are logged too */
    public RequestLog(boolean payloads) {
        this.payloads = payloads;
    }

    /** Whoever reads a request's body says so, that it can be logged. The bytes are not to be changed after that. */
    public static void read(HttpServletRequest request, byte[] body) {
        request.setAttribute(BODY, body);
    }

    /** The response to write to, so that it can be logged. */
    public HttpServletResponse observed(HttpServletRequest request, HttpServletResponse response) {
        return payloads && isLogged(request) ? new ObservedResponse(response) : response;
    }

    /** @param response as {@link #observed} returned it */
    public void answered(HttpServletRequest request, HttpServletResponse response, long nanos) {
        if (!isLogged(request) || !LOG.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", MaskedQuery.path(request.getRequestURI()))
                .addKeyValue("status", response.getStatus())
                .addKeyValue("micros", nanos / 1_000);
        if (request.getQueryString() != null) {
            line = line.addKeyValue("query", MaskedQuery.query(request.getQueryString()));
        }
        if (response instanceof ObservedResponse observed) {
            line = with(line, "asked", asked(request));
            line = with(line, "answer", observed.payload());
        }
        line.log("answered");
    }

    /** What watches Flare would fill the log with itself. */
    private static boolean isLogged(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/actuator");
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String key, @Nullable Payload payload) {
        return payload == null ? line : line.addKeyValue(key, payload);
    }

    private static @Nullable Payload asked(HttpServletRequest request) {
        if (request.getAttribute(BODY) instanceof byte[] body && body.length > 0) {
            int length = Math.min(body.length, Payload.BYTES_MAX);
            byte[] kept = length == body.length ? body : Arrays.copyOf(body, length);
            return new Payload(kept, length, body.length);
        }
        return null;
    }
}
