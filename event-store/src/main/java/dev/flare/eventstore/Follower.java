package dev.flare.eventstore;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a log step by step, for ever: a step as soon as something arrives, and at least one a second. A step that fails is
 * tried again, with growing pauses, and shows in {@link #state()}; nothing is skipped.
 *
 * <p>While events keep arriving one by one, it rests between steps for up to twice the time that a step takes, 20 ms at the
 * most: what a step costs, whatever it takes, is then shared by more events, and those who append keep the processor.
 */
public final class Follower implements AutoCloseable {

    /** Takes what comes next and keeps its own position, in one transaction with what it made of the events. */
    @FunctionalInterface
    public interface Step {
        Progress take() throws Exception;
    }

    /** What a follower does behind a step and its rest, before it looks for more. */
    @FunctionalInterface
    public interface Leisure {

        /** @param taken how many positions the step took */
        void spend(long taken) throws InterruptedException;
    }

    /**
     * @param position up to which everything was taken
     * @param more whether there may be more to take at once
     */
    public record Progress(long position, boolean more) {}

    /**
     * @param position up to which everything was taken, -1 before the first step
     * @param heartbeat when a step last succeeded
     * @param failures how many steps failed in a row
     * @param failure what the last one failed with
     * @param taken how many positions were taken since the first step
     * @param failed how many steps failed altogether
     */
    public record State(
            String name,
            long position,
            Instant heartbeat,
            int failures,
            @Nullable String failure,
            long taken,
            long failed) {

        private State after(Progress progress, Instant now) {
            long more = position < 0 ? 0 : progress.position() - position;
            return new State(name, progress.position(), now, 0, null, taken + Math.max(0, more), failed);
        }

        private State after(Throwable cause) {
            return new State(name, position, heartbeat, failures + 1, String.valueOf(cause), taken, failed + 1);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final String name;
    private final Step step;
    private final Arrivals arrivals;
    private final Clock clock;
    private final Duration idle;
    private final Leisure leisure;
    private final Thread thread;
    private volatile State state;
    private volatile boolean closed;

    public Follower(String name, Step step, Arrivals arrivals, Clock clock) {
        this(name, step, arrivals, clock, IDLE, taken -> {});
    }

    /** @param leisure puts the next step off, for as long as nobody waits for it */
    public Follower(String name, Step step, Arrivals arrivals, Clock clock, Leisure leisure) {
        this(name, step, arrivals, clock, IDLE, leisure);
    }

    Follower(String name, Step step, Arrivals arrivals, Clock clock, Duration idle) {
        this(name, step, arrivals, clock, idle, taken -> {});
    }

    private Follower(String name, Step step, Arrivals arrivals, Clock clock, Duration idle, Leisure leisure) {
        this.idle = idle;
        this.leisure = leisure;
        this.name = name;
        this.step = step;
        this.arrivals = arrivals;
        this.clock = clock;
        this.state = new State(name, -1, clock.instant(), 0, null, 0, 0);
        this.thread = Thread.ofPlatform().name("follower-" + name).daemon().unstarted(this::run);
    }

    public Follower start() {
        thread.start();
        return this;
    }

    public State state() {
        return state;
    }

    private void run() {
        try {
            while (!closed) {
                long seen = arrivals.count();
                long before = state.position();
                long began = System.nanoTime();
                if (!takeOne()) {
                    rest(before, System.nanoTime() - began);
                    arrivals.await(seen, idle);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was told to stop", name);
        }
    }

    private void rest(long before, long stepNanos) throws InterruptedException {
        if (state.position() > before) {
            TimeUnit.NANOSECONDS.sleep(Math.min(LONGEST_REST_NANOS, 2 * stepNanos));
            leisure.spend(state.position() - Math.max(0, before));
        }
    }

    private boolean takeOne() throws InterruptedException {
        try {
            Progress progress = step.take();
            state = state.after(progress, clock.instant());
            return progress.more();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            failed(e);
            return true;
        }
    }

    private void failed(Throwable e) throws InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
        // What has been told with all its trace is not told so again every few seconds.
        boolean known = String.valueOf(e).equals(state.failure());
        state = state.after(e);
        int failures = state.failures();
        LOG.atError()
                .setCause(known ? null : e)
                .addKeyValue("failure", String.valueOf(e))
                .addKeyValue("follower", name)
                .addKeyValue("failures", failures)
                .log("a step failed; it is tried again");
        TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10)));
    }

    /** Stops after the step under way, for which it waits at most 5 s. */
    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(Duration.ofMillis(50))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
