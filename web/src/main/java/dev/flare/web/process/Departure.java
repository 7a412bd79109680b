package dev.flare.web.process;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The first step of stopping. Readiness is down by now, and for a while everything is still answered, each answer with
 * {@code Connection: close}: load balancers look elsewhere and clients let go of their connections. Only then is the door
 * shut. Shut at once, a request on a connection that was kept open would be met by its end, and its sender would not know
 * whether it was carried out.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class Departure implements Filter, SmartLifecycle {

    private final Duration notice;
    private volatile boolean staying;

    /** @param notice how long requests are still answered after this was told to leave */
    public Departure(Duration notice) {
        this.notice = notice;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!staying && response instanceof HttpServletResponse answer) {
            answer.setHeader("Connection", "close");
        }
        chain.doFilter(request, response);
    }

    @Override
    public void start() {
        staying = true;
    }

    @Override
    public void stop() {
        staying = false;
        try {
            TimeUnit.NANOSECONDS.sleep(notice.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return staying;
    }

    /** Before the server, which stops by phases below this one. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
