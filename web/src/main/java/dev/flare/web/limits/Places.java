package dev.flare.web.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Semaphore;

/** Room for some requests of a kind, counted. */
final class Places {

    private final Semaphore free;
    private final Counter refused;

    Places(String kind, int number, MeterRegistry meters) {
        this.free = new Semaphore(number);
        this.refused = Counter.builder("flare.requests.refused")
                .description("requests answered 429 because too many were in work")
                .tag("kind", kind)
                .register(meters);
        Gauge.builder("flare.requests.in.work", free, semaphore -> number - semaphore.availablePermits())
                .tag("kind", kind)
                .register(meters);
        Gauge.builder("flare.requests.in.work.max", () -> number)
                .tag("kind", kind)
                .register(meters);
    }

    boolean take() {
        boolean taken = free.tryAcquire();
        if (!taken) {
            refused.increment();
        }
        return taken;
    }

    void giveBack() {
        free.release();
    }
}
