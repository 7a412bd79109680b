package dev.flare.benchmarks.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.flare.benchmarks.load.Load;
import dev.flare.eventstore.Append;
import dev.flare.eventstore.AppendCondition;
import dev.flare.eventstore.AppendRejectedException;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.NewEvent;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Appends one event after the other: two tags, a condition on one of them, and a key of its own that no other event has. For one
 * that is rejected, because another about the same subject is on its way, comes one about another: a call is one commit.
 */
final class Appends implements Load.Caller {

    /** The key of the tags that one event at the most may carry. */
    static final String KEY = "key";

    static final String TYPE = "bench.Happened";
    static final String PAYLOAD =
            "{\"amount\":1250,\"currency\":\"GBP\",\"from\":\"uk-1001\",\"to\":\"uk-1002\",\"reference\":\"bench\"}";
    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();
    private static final int SUBJECTS = 100_000;

    private final EventStore store;

    Appends(EventStore store) {
        this.store = store;
    }

    /** As the sides of Flare give their events: later ones are greater. */
    static UUID id() {
        return IDS.generate();
    }

    static String tag() {
        return "subject=" + ThreadLocalRandom.current().nextInt(SUBJECTS);
    }

    static String key() {
        return KEY + "=" + UUID.randomUUID();
    }

    @Override
    public void call() throws Exception {
        boolean committed = false;
        while (!committed) {
            String first = tag();
            committed = append(new NewEvent(id(), TYPE, "1", List.of(first, tag(), key()), PAYLOAD), first);
        }
    }

    private boolean append(NewEvent event, String first) throws Exception {
        AppendCondition condition =
                new AppendCondition(Criteria.of(Criterion.tagged(first, Set.of(TYPE))), Marker.at(store.durable()));
        try {
            store.appendAndStay(Append.of(List.of(event)).onlyIf(List.of(condition)))
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AppendRejectedException)) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public void close() {
        // the store is closed by who opened it
    }
}
