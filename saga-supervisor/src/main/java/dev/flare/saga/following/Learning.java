package dev.flare.saga.following;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.Case;
import dev.flare.saga.transaction.RegionFact;
import dev.flare.saga.transaction.Row;
import dev.flare.saga.transaction.TransferFacts;
import dev.flare.saga.transaction.TransferSaga;
import dev.flare.saga.transaction.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what a region's log says of transfers: those of one transaction in their order, those of different transactions at
 * once, so that they share the commits of the supervisor's log.
 */
final class Learning {

    /** An event that could not be taken in, for a reason that nobody foresaw. */
    record Failed(StoredEvent event, String transactionId, Exception reason) {}

    private record Fact(StoredEvent stored, RegionFact fact) {}

    /** What passes by itself: then the whole step is tried again. */
    private static final Set<RefusalCode> PASSING =
            Set.of(RefusalCode.UNAVAILABLE, RefusalCode.OVERLOADED, RefusalCode.CONFLICT);

    private final Region region;
    private final TransferFacts facts;
    private final Supervision supervision;
    private final ParticipationRows rows;

    Learning(Region region, TransferFacts facts, Supervision supervision, ParticipationRows rows) {
        this.region = region;
        this.facts = facts;
        this.supervision = supervision;
        this.rows = rows;
    }

    /**
     * Returns when all that follows from the events is durable.
     *
     * @return what could not be taken in; whatever follows it in its transaction was not tried
     */
    List<Failed> learn(List<StoredEvent> events) throws SQLException, InterruptedException {
        Map<String, List<Fact>> byTransaction = byTransaction(events);
        if (byTransaction.isEmpty()) {
            return List.of();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Failed>>> learned = new ArrayList<>();
            byTransaction.forEach((id, its) -> learned.add(threads.submit(() -> learn(id, its))));
            List<Failed> failed = new ArrayList<>();
            for (Future<List<Failed>> one : learned) {
                failed.addAll(outcome(one));
            }
            return failed;
        }
    }

    private static List<Failed> outcome(Future<List<Failed>> learned) throws InterruptedException {
        try {
            return learned.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException passing ? passing : new IllegalStateException(e.getCause());
        }
    }

    private Map<String, List<Fact>> byTransaction(List<StoredEvent> events) throws SQLException {
        Map<String, List<StoredEvent>> found = new LinkedHashMap<>();
        for (StoredEvent event : events) {
            if (MessageNames.TRANSFER_EVENTS.contains(event.type())) {
                TransferFacts.transactionOf(EventCodec.read(event.type(), event.payload()))
                        .ifPresent(id -> found.computeIfAbsent(id, any -> new ArrayList<>())
                                .add(event));
            }
        }
        Map<String, Row> theirRows = found.isEmpty() ? Map.of() : rows.of(found.keySet());
        Map<String, List<Fact>> byTransaction = LinkedHashMap.newLinkedHashMap(found.size());
        found.forEach((id, its) -> byTransaction.put(
                id, its.stream().map(event -> fact(event, theirRows.get(id))).toList()));
        return byTransaction;
    }

    private Fact fact(StoredEvent event, @Nullable Row row) {
        return new Fact(event, new RegionFact(region, EventCodec.read(event.type(), event.payload()), row));
    }

    private List<Failed> learn(String transactionId, List<Fact> its) {
        for (int i = 0; i < its.size(); i++) {
            try {
                learn(transactionId, its.get(i));
            } catch (RefusedException refusal) {
                if (PASSING.contains(refusal.code())) {
                    throw refusal;
                }
                return failed(transactionId, its.subList(i, its.size()), refusal);
            } catch (RuntimeException unforeseen) {
                return failed(transactionId, its.subList(i, its.size()), unforeseen);
            }
        }
        return List.of();
    }

    private void learn(String transactionId, Fact one) {
        StoredEvent stored = one.stored();
        Function<Case, Verdict> decide = given -> facts.decide(given, one.fact());
        String correlationId = stored.metadataAsMap().getOrDefault(MetadataKeys.CORRELATION_ID, "");
        if (one.fact().event() instanceof TransferSent) {
            supervision.learnFirst(transactionId, TransferSaga.TYPE, decide, correlationId, stored.recordedAt());
        } else {
            supervision.learn(transactionId, TransferSaga.TYPE, decide, correlationId, stored.recordedAt());
        }
    }

    /** What follows in the same transaction waits with it, in its order. */
    private static List<Failed> failed(String transactionId, List<Fact> its, Exception reason) {
        return its.stream()
                .map(one -> new Failed(one.stored(), transactionId, reason))
                .toList();
    }
}
