package dev.flare.saga.following;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
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

    /** What passes by itself: then the whole step is tried again. */
    private static final Set<RefusalCode> PASSING =
            Set.of(RefusalCode.UNAVAILABLE, RefusalCode.OVERLOADED, RefusalCode.CONFLICT);

    private static final String TAG = Tags.transaction("");

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

    /** Whether an event of a region's log is about a transfer. That a halt was lifted a supervisor has asked for itself. */
    static boolean isFact(StoredEvent event) {
        return MessageNames.TRANSFER_EVENTS.contains(event.type())
                && !event.type().equals(MessageNames.TRANSACTION_RESUMED);
    }

    /**
     * Returns when all that follows from the events is durable.
     *
     * @param held transactions of which something earlier is not taken in: nothing overtakes it
     * @return what could not be taken in; whatever follows it in its transaction was not tried
     */
    List<Failed> learn(List<StoredEvent> events, Set<String> held) throws SQLException, InterruptedException {
        Map<String, List<StoredEvent>> byTransaction = byTransaction(events);
        if (byTransaction.isEmpty()) {
            return List.of();
        }
        Map<String, Row> theirRows = rows.of(byTransaction.keySet());
        List<Failed> failed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Failed>>> learned = new ArrayList<>();
            byTransaction.forEach((id, its) -> {
                if (held.contains(id)) {
                    failed.addAll(failed(id, its, new IllegalStateException("what came before it is not taken in")));
                } else {
                    learned.add(threads.submit(() -> learn(id, its, theirRows.get(id))));
                }
            });
            for (Future<List<Failed>> one : learned) {
                failed.addAll(outcome(one));
            }
        }
        return failed;
    }

    private static List<Failed> outcome(Future<List<Failed>> learned) throws InterruptedException {
        try {
            return learned.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException passing ? passing : new IllegalStateException(e.getCause());
        }
    }

    private static Map<String, List<StoredEvent>> byTransaction(List<StoredEvent> events) {
        Map<String, List<StoredEvent>> found = new LinkedHashMap<>();
        for (StoredEvent event : events) {
            if (isFact(event)) {
                found.computeIfAbsent(transactionOf(event), any -> new ArrayList<>())
                        .add(event);
            }
        }
        return found;
    }

    /** By its tag: also what cannot be read belongs to a transaction, and holds up no other. */
    private static String transactionOf(StoredEvent event) {
        return event.tags().stream()
                .filter(tag -> tag.startsWith(TAG))
                .map(tag -> tag.substring(TAG.length()))
                .findFirst()
                .orElse("");
    }

    private List<Failed> learn(String transactionId, List<StoredEvent> its, @Nullable Row row) {
        for (int i = 0; i < its.size(); i++) {
            try {
                learn(transactionId, its.get(i), row);
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

    private void learn(String transactionId, StoredEvent stored, @Nullable Row row) {
        RegionFact fact =
                new RegionFact(region, EventCodec.read(stored.type(), stored.payload()), stored.recordedAt(), row);
        Function<Case, Verdict> decide = given -> facts.decide(given, fact);
        String correlationId = stored.metadataAsMap().getOrDefault(MetadataKeys.CORRELATION_ID, "");
        if (fact.event() instanceof TransferSent && isTakenOnce(transactionId)) {
            supervision.learnFirst(transactionId, TransferSaga.TYPE, decide, correlationId, stored.recordedAt());
        } else {
            supervision.learn(transactionId, TransferSaga.TYPE, decide, correlationId, stored.recordedAt());
        }
    }

    /** Whether the id is that of an event, which the supervisor's log takes once: any other could begin a second time. */
    private static boolean isTakenOnce(String transactionId) {
        return TransactionId.parse(transactionId).isPresent();
    }

    /** What follows in the same transaction waits with it, in its order. */
    private static List<Failed> failed(String transactionId, List<StoredEvent> its, Exception reason) {
        return its.stream()
                .map(stored -> new Failed(stored, transactionId, reason))
                .toList();
    }
}
