package dev.flare.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers the body, of at most a megabyte, as a {@link JsonBody}. */
final class JsonBodyResolver implements HandlerMethodArgumentResolver {

    static final int BYTES_MAX = 1 << 20;

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
        return JsonBody.parse(bytes(http));
    }

    private static byte[] bytes(HttpServletRequest http) throws IOException {
        InputStream in = http.getInputStream();
        byte[] bytes = http.getContentLengthLong() > BYTES_MAX ? new byte[BYTES_MAX + 1] : in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new RefusedException(RefusalCode.TOO_LARGE, "a body has at most " + BYTES_MAX + " bytes");
        }
        return bytes;
    }
}
