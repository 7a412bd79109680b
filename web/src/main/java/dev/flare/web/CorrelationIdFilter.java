package dev.flare.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.log.RequestLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** Takes the correlation id of a request, or gives it one, and returns it with every answer, also with a refusal. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CorrelationIdFilter extends OncePerRequestFilter {

    private final RequestLog log;

    CorrelationIdFilter(RequestLog log) {
        this.log = log;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String given = request.getHeader(CorrelationId.HEADER);
        String id = CorrelationId.isValid(given) && given != null ? given : CorrelationId.fresh();
        response.setHeader(CorrelationId.HEADER, id);
        if (given != null && !CorrelationId.isValid(given)) {
            refuse(
                    response,
                    RefusedException.invalid(
                            CorrelationId.HEADER,
                            "a correlation id is 1 to 128 printable ASCII characters without blanks"));
            return;
        }
        if (!isReadable(request)) {
            refuse(
                    response,
                    new RefusedException(RefusalCode.MALFORMED, "the query is not text in UTF-8, percent-encoded"));
            return;
        }
        MDC.put(CorrelationId.LOG_KEY, id);
        long began = System.nanoTime();
        HttpServletResponse observed = log.observed(request, response);
        try {
            chain.doFilter(request, observed);
        } finally {
            log.answered(request, observed, System.nanoTime() - began);
            MDC.remove(CorrelationId.LOG_KEY);
        }
    }

    /** The server decodes parameters when they are first asked for, and fails then. */
    private static boolean isReadable(HttpServletRequest request) {
        if (request.getQueryString() == null) {
            return true;
        }
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void refuse(HttpServletResponse response, RefusedException refusal) throws IOException {
        Problem.of(refusal).writeTo(response);
    }
}
