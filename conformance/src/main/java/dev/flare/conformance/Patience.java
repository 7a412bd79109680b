package dev.flare.conformance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How a run waits.
 *
 * @param call how long a call may take
 * @param until how long it may take until it shows what a call has done
 * @param between two looks, and how long what must not change is watched
 */
record Patience(Duration call, Duration until, Duration between) {

    /** The supervisor gives a call 5 s. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(50));

    void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(between.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReachable("interrupted", e);
        }
    }
}
