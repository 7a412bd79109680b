package dev.flare.command.execution;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives every wait an end. All commands have about the same time, so those that end first stand first, and one look now and
 * then at the head of a queue does for all of them: a timer for each cost as much as a twentieth of a command.
 */
final class Overdue implements AutoCloseable {

    private record Wait(CompletableFuture<?> future, long deadline) {}

    private static final long LOOK_MILLIS = 100;

    private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    Overdue() {
        this.thread = Thread.ofVirtual().name("overdue-commands").start(this::look);
    }

    /** The future fails with a {@link TimeoutException} soon after a time ({@link System#nanoTime}), unless it is done. */
    void limit(CompletableFuture<?> future, long deadline) {
        waits.add(new Wait(future, deadline));
    }

    private void look() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                endFirst();
            }
        } catch (InterruptedException e) {
            waits.forEach(wait -> wait.future().completeExceptionally(new TimeoutException("closed")));
        }
    }

    private void endFirst() {
        for (Wait first = waits.peek(); first != null; first = waits.peek()) {
            if (!first.future().isDone()) {
                if (System.nanoTime() < first.deadline()) {
                    return;
                }
                first.future().completeExceptionally(new TimeoutException("not done in time"));
            }
            waits.remove();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
