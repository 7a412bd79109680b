package dev.flare.eventstore;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Some processes on one log, as the contract sees them. */
interface Processes extends AutoCloseable {

    /** One of them. */
    interface Process {
        Sourced source(Criteria criteria, Marker after);

        Sourced sourceAhead(Criteria criteria, Marker after);

        CompletableFuture<Appended> append(List<NewEvent> events, List<AppendCondition> conditions);

        /** By a caller who waits for it and may be made to write it himself. */
        default CompletableFuture<Appended> appendAndStay(List<NewEvent> events, List<AppendCondition> conditions) {
            return append(events, conditions);
        }
    }

    /** Until it is closed nothing is committed. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    Process open();

    Hold hold();

    /** What is committed after a position. */
    List<StoredEvent> read(long after);

    @Override
    void close();
}
