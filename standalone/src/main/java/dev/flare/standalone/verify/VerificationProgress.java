package dev.flare.standalone.verify;

import dev.flare.messages.shared.Region;
import java.io.PrintWriter;
import java.time.Duration;

/** Says now and then how far a long verification has come; of a short one nothing. */
final class VerificationProgress {

    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintWriter to;
    private long last = System.nanoTime();

    VerificationProgress(PrintWriter to) {
        this.to = to;
    }

    void at(Region region, long position, long head) {
        if (System.nanoTime() - last >= PAUSE_NANOS) {
            last = System.nanoTime();
            to.println("%s  %,d of %,d events".formatted(region, position, head));
            to.flush();
        }
    }
}
