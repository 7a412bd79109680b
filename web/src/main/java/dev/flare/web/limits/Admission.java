package dev.flare.web.limits;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * How many requests are in work at once. Beyond that the answer is 429 at once, which costs little: whoever waited longer than
 * his client does would cost as much as one who is answered. Commands and queries have places of their own, so that readers
 * who wait for a view keep no command out. Health and metrics are always answered.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
public final class Admission extends OncePerRequestFilter {

    private final Places commands;
    private final Places queries;

    public Admission(int commands, int queries, MeterRegistry meters) {
        this.commands = new Places("command", commands, meters);
        this.queries = new Places("query", queries, meters);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Places places = isQuery(request) ? queries : commands;
        if (!places.take()) {
            Problem.of(refusal()).writeTo(response);
            letOthersOn();
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.giveBack();
        }
    }

    /**
     * A refusal never waits for anything, and a virtual thread keeps its processor until it waits. A client who sends on and on
     * over one connection would be refused on and on, while commands that have their place, and whoever asks for the health,
     * wait for a turn.
     */
    private static void letOthersOn() {
        Thread.yield();
    }

    private static boolean isQuery(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
    }

    private static RefusedException refusal() {
        return new RefusedException(
                RefusalCode.OVERLOADED, "too many requests are in work; nothing was done, try again shortly");
    }
}
