package dev.flare.eventstore;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second where a log ends, and since when the next event of a follower has waited there. Whoever asks for the
 * health of things is then answered at once, also while the database hangs: the last look is old, and says so.
 */
public final class LogWatch implements AutoCloseable {

    /** For a log whose end alone is of interest. */
    public static final LongSupplier NOBODY_FOLLOWS = () -> Long.MAX_VALUE;

    /**
     * What was seen.
     *
     * @param head where the log ended, -1 before the first look
     * @param waitingSince when the first event that the follower has not taken was recorded; null when it has taken all
     * @param at when a look last succeeded; before that, when the watch began
     * @param failure what the last look failed with
     */
    public record Seen(
            long head,
            @Nullable Instant waitingSince,
            Instant at,
            @Nullable String failure) {}

    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final String name;
    private final EventReader reader;
    private final LongSupplier taken;
    private final Clock clock;
    private final Thread thread;
    private volatile Seen seen;
    private volatile boolean closed;

    /** @param taken up to where the log's follower has taken it; {@link #NOBODY_FOLLOWS} when there is none */
    public LogWatch(String name, EventReader reader, LongSupplier taken, Clock clock) {
        this.name = name;
        this.reader = reader;
        this.taken = taken;
        this.clock = clock;
        this.seen = new Seen(-1, null, clock.instant(), null);
        this.thread = Thread.ofVirtual().name("watch-" + name).unstarted(this::run);
    }

    public LogWatch start() {
        thread.start();
        return this;
    }

    /** What the last look saw. Never waits. */
    public Seen seen() {
        return seen;
    }

    private void run() {
        try {
            while (!closed) {
                look();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was told to stop", name);
        }
    }

    private void look() {
        Seen last = seen;
        try {
            long head = reader.head().position();
            long next = taken.getAsLong();
            Instant waiting =
                    next < head ? reader.recordedAt(Math.max(0, next) + 1).orElse(null) : null;
            seen = new Seen(head, waiting, clock.instant(), null);
        } catch (RuntimeException | Error e) {
            seen = new Seen(last.head(), last.waitingSince(), last.at(), String.valueOf(e.getMessage()));
            if (last.failure() == null && !closed) {
                LOG.atWarn().setCause(e).addKeyValue("watch", name).log("the end of a log cannot be read");
            }
        }
    }

    /** Waits for a look under way, but not for long. */
    @Override
    public void close() {
        closed = true;
        try {
            // A look takes less than that, and an interrupt would break its connection.
            if (!thread.join(Duration.ofMillis(50))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
