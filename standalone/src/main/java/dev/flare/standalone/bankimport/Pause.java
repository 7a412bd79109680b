package dev.flare.standalone.bankimport;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time that passes: the real one, or one that a test moves on by itself. */
interface Pause {

    /** Nanoseconds since some moment. */
    long now();

    void sleep(Duration duration);

    Pause REAL = new Pause() {

        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
            try {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandStopped(ExitCode.NO, "interrupted", e);
            }
        }
    };
}
