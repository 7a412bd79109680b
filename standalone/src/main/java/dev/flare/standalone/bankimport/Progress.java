package dev.flare.standalone.bankimport;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells how far it is, at most once a second. */
final class Progress {

    private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final PrintWriter err;
    private final Pause pause;
    private final long all;
    private final long start;
    private long told;
    private long rows;

    Progress(PrintWriter err, Pause pause, long all) {
        this.err = err;
        this.pause = pause;
        this.all = all;
        this.start = pause.now();
        this.told = start;
    }

    synchronized void row() {
        rows++;
        long now = pause.now();
        if (now - told >= EVERY_NANOS) {
            told = now;
            err.printf(Locale.ROOT, "%,d of %,d rows, %,.0f rows/s, %d %%%n", rows, all, rate(), 100 * rows / all);
            err.flush();
        }
    }

    double seconds() {
        return (pause.now() - start) / 1e9;
    }

    synchronized double rate() {
        return rows / Math.max(seconds(), 1e-9);
    }
}
