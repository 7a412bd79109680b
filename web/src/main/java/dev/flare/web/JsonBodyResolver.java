package dev.flare.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.log.RequestLog;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers the body, of at most a megabyte and ten seconds, as a {@link JsonBody}. */
final class JsonBodyResolver implements HandlerMethodArgumentResolver {

    static final int BYTES_MAX = 1 << 20;

    /** Whoever sends byte by byte holds a place that others could use. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int FIRST = 4_096;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory)
            throws IOException {
        HttpServletRequest http = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        byte[] body = body(http);
        RequestLog.read(http, body);
        return JsonBody.parse(body);
    }

    private static byte[] body(HttpServletRequest http) throws IOException {
        if (http.getContentLengthLong() > BYTES_MAX) {
            throw tooLarge();
        }
        try {
            return read(http.getInputStream(), Math.toIntExact(http.getContentLengthLong()));
        } catch (SocketTimeoutException | ClientAbortException e) {
            throw tooSlow();
        }
    }

    /** @param length that was announced, -1 when none was */
    private static byte[] read(InputStream in, int length) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        byte[] bytes = new byte[length < 0 ? FIRST : length + 1];
        int had = 0;
        for (int more = in.read(bytes, 0, bytes.length); more >= 0; more = in.read(bytes, had, bytes.length - had)) {
            had += more;
            if (had > BYTES_MAX) {
                throw tooLarge();
            }
            if (System.nanoTime() > end) {
                throw tooSlow();
            }
            if (had == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
        }
        return Arrays.copyOf(bytes, had);
    }

    private static RefusedException tooLarge() {
        return new RefusedException(RefusalCode.TOO_LARGE, "a body has at most " + BYTES_MAX + " bytes");
    }

    private static RefusedException tooSlow() {
        return new RefusedException(RefusalCode.TOO_SLOW, "the body did not arrive in time");
    }
}
