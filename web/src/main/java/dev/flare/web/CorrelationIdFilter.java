package dev.flare.web;

import dev.flare.messages.shared.RefusedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Takes the correlation id of a request, or gives it one, and returns it with every answer, also with a refusal. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CorrelationIdFilter extends OncePerRequestFilter {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String given = request.getHeader(CorrelationId.HEADER);
        String id = CorrelationId.isValid(given) && given != null ? given : CorrelationId.fresh();
        response.setHeader(CorrelationId.HEADER, id);
        if (given != null && !CorrelationId.isValid(given)) {
            refuse(response);
            return;
        }
        MDC.put(CorrelationId.LOG_KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(CorrelationId.LOG_KEY);
        }
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        Problem problem = Problem.of(RefusedException.invalid(
                CorrelationId.HEADER, "a correlation id is 1 to 128 printable ASCII characters without blanks"));
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(JSON.writeValueAsBytes(problem));
    }
}
