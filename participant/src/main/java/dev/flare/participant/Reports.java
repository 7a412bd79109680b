package dev.flare.participant;

/** A way by which reports reach the supervisor. It is called by several threads at once. */
@FunctionalInterface
public interface Reports {

    /** Sends a report once and waits for what comes of it, for a bounded time. Throws for nothing that may go by. */
    Answer send(Report report) throws InterruptedException;
}
