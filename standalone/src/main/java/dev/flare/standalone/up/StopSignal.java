package dev.flare.standalone.up;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM become a word to the main thread, which then closes things in their order. Left to shutdown hooks,
 * which run all at once, PostgreSQL would go while requests are still being answered.
 */
final class StopSignal {

    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final CountDownLatch received = new CountDownLatch(1);

    static StopSignal listen() {
        StopSignal stop = new StopSignal();
        SIGNALS.forEach(name -> Signal.handle(new Signal(name), signal -> stop.received.countDown()));
        return stop;
    }

    boolean isReceived() {
        return received.getCount() == 0;
    }

    void await() {
        try {
            received.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
