package dev.flare.integration.overload;

import dev.flare.integration.support.Api;
import dev.flare.integration.support.RawHttp;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Asks a Flare under load five times a second how it is, over a new connection each time, and looks at its memory. */
final class Watcher implements AutoCloseable {

    /** @param status 0 when there was no answer */
    record Look(String path, int status, Duration took, long resident) {}

    private static final List<String> PATHS =
            List.of("/actuator/health/liveness", "/actuator/health/readiness", "/actuator/prometheus");

    private final RawHttp http;
    private final long pid;
    private final List<Look> looks = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofPlatform().unstarted(this::watch);
    private volatile boolean enough;

    Watcher(Api api, long pid) {
        this.http = new RawHttp(api);
        this.pid = pid;
        thread.start();
    }

    private void watch() {
        for (int i = 0; !enough; i++) {
            looks.add(look(PATHS.get(i % PATHS.size())));
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private Look look(String path) {
        long began = System.nanoTime();
        int status;
        try {
            status = http.send("GET", path, List.of(), new byte[0]).status();
        } catch (UncheckedIOException e) {
            status = 0;
        }
        return new Look(path, status, Duration.ofNanos(System.nanoTime() - began), Resources.resident(pid));
    }

    List<Look> looks() {
        return looks;
    }

    @Override
    public void close() throws InterruptedException {
        enough = true;
        thread.join();
    }
}
