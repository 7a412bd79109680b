package dev.flare.saga.callback;

import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Transaction;
import java.io.IOException;

/** Asks participants that have no URL to undo their work. They report when they have. */
public interface CompensationRequests {

    /**
     * Asks, and knows that it was asked and not what came of it.
     *
     * @param attempt 1 for the first time
     * @throws IOException when nobody can have heard it
     */
    void ask(Transaction transaction, Participant one, int attempt) throws IOException, InterruptedException;
}
