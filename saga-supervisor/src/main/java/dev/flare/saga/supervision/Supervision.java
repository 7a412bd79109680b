package dev.flare.saga.supervision;

import dev.flare.eventstore.Append;
import dev.flare.eventstore.AppendCondition;
import dev.flare.eventstore.AppendRejectedException;
import dev.flare.eventstore.Appended;
import dev.flare.eventstore.CauseAheadException;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.Sourced;
import dev.flare.eventstore.SourcedEvent;
import dev.flare.eventstore.StoreOverloadedException;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionTypeEvent;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Case;
import dev.flare.saga.transaction.Noted;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.transaction.TypeRules;
import dev.flare.saga.transaction.Verdict;
import dev.flare.web.idempotency.SameRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides about transactions and appends what was decided, with any number of supervisors at once.
 *
 * <p>An append holds only if nothing else happened to its transaction, so of all who decide at once on the first failure one
 * raises the alert, and the others find a transaction that is halted. What appends nothing, a refusal or a repetition, is
 * answered only on what was committed after the request arrived.
 */
public final class Supervision {

    private static final Request NOBODY_ASKED = new Request("", null, Map.of());
    private static final int REMEMBERED = 10_000;
    private static final int ATTEMPTS_AT_ONCE = 3;
    private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(8);

    private record Loaded(Case given, List<AppendCondition> ofTransaction, AppendCondition ofType) {}

    private final SupervisorLog log;
    private final Clock clock;
    private final Duration patience;
    private final SupervisionMetrics metrics;
    private final Remembered<Transaction> transactions = new Remembered<>(REMEMBERED);
    private final Remembered<TypeRules> types = new Remembered<>(REMEMBERED);

    public Supervision(SupervisorLog log, Duration patience, Clock clock, SupervisionMetrics metrics) {
        this.log = log;
        this.patience = patience;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Decides about a transaction that may not be there yet. */
    public Done register(TransactionRegistered wanted, Function<Case, Verdict> decide, Request request) {
        return execute(wanted.transactionId(), wanted.type(), decide, request);
    }

    /**
     * Decides about a transaction.
     *
     * @throws RefusedException when it says no, also after something was appended; when others are always faster, or the store
     *     does not answer
     */
    public Done decide(String transactionId, Function<Case, Verdict> decide, Request request) {
        return execute(transactionId, null, decide, request);
    }

    /** Decides about a transaction without having been asked to: what comes of it belongs to the request that led to it. */
    public Done decideUnasked(String transactionId, Function<Case, Verdict> decide) {
        return execute(transactionId, null, decide, NOBODY_ASKED);
    }

    /**
     * Decides about a transaction that may not be there yet, because of an event in another log.
     *
     * @param causedAt when that event was recorded: what follows from it is recorded later
     */
    public Done learn(
            String transactionId, String type, Function<Case, Verdict> decide, String correlationId, Instant causedAt) {
        return execute(transactionId, type, decide, new Request(correlationId, null, Map.of(), causedAt));
    }

    /**
     * The same for the event with which a transaction begins. That it did not begin before is not read but left to the log, which
     * takes the id of its first event once.
     */
    public void learnFirst(
            String transactionId, String type, Function<Case, Verdict> decide, String correlationId, Instant causedAt) {
        try {
            begin(transactionId, type, decide, new Request(correlationId, null, Map.of(), causedAt));
        } catch (AppendRejectedException known) {
            learn(transactionId, type, decide, correlationId, causedAt);
        } catch (StoreUnavailableException away) {
            throw unavailable();
        }
    }

    private void begin(String transactionId, String type, Function<Case, Verdict> decide, Request request) {
        Transaction unknown = Transaction.unknown(transactionId);
        Loaded ofType = load(null, type);
        Case given = new Case(unknown, ofType.given().rules(), clock.instant());
        Verdict verdict = decide.apply(given);
        Loaded loaded = new Loaded(given, List.of(), ofType.ofType());
        Noted first = append(loaded, verdict, request, System.nanoTime() + patience.toNanos())
                .at();
        Transaction begun = unknown;
        long position = first.position();
        for (SupervisionEvent event : verdict.events()) {
            if (event instanceof TransactionEvent ofTransaction) {
                begun = begun.evolve(ofTransaction, new Noted(position, first.recordedAt()), request.correlationId());
            }
            position++;
        }
        transactions.put(transactionId, new Remembered.At<>(begun, Marker.at(position - 1)));
    }

    /** Decides about a type of transactions. */
    public Done decideType(String type, Function<Case, Verdict> decide, Request request) {
        return execute(null, type, decide, request);
    }

    /** The rules of a type, as committed by now. */
    public TypeRules rules(String type) {
        try {
            confirm(System.nanoTime() + patience.toNanos());
            return load(null, type).given().rules();
        } catch (StoreUnavailableException away) {
            throw unavailable();
        }
    }

    private Done execute(
            @Nullable String transactionId, @Nullable String type, Function<Case, Verdict> decide, Request request) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean confirmed = false;
        for (int attempt = 0; attempt == 0 || System.nanoTime() < deadline; attempt++) {
            try {
                Loaded loaded = load(transactionId, type);
                Verdict verdict = decide.apply(loaded.given());
                if (!verdict.events().isEmpty()) {
                    Optional<Done> first = firstOfRefused(verdict, request, deadline);
                    return first.isPresent() ? first.get() : append(loaded, verdict, request, deadline);
                }
                if (confirmed) {
                    return withoutAppend(verdict, loaded, request);
                }
                confirm(deadline);
                confirmed = true;
            } catch (AppendRejectedException conflict) {
                confirm(deadline);
                confirmed = true;
                Optional<Done> first = conflict.takenTag() == null ? Optional.empty() : first(request);
                if (first.isPresent()) {
                    return first.get();
                }
                pause(attempt);
            } catch (StoreUnavailableException away) {
                throw unavailable();
            }
        }
        throw new RefusedException(
                RefusalCode.CONFLICT, "others changed the same transaction all the time; nothing was done, try again");
    }

    private Loaded load(@Nullable String transactionId, @Nullable String type) {
        EventStore store = log.store();
        List<AppendCondition> conditions = new ArrayList<>();
        Transaction transaction = Transaction.unknown("");
        if (transactionId != null) {
            Criteria criteria = Criteria.of(Criterion.tagged(Tags.transaction(transactionId)));
            Remembered.At<Transaction> known = readOn(
                    transactions, transactionId, Transaction.unknown(transactionId), criteria, store, this::evolve);
            transaction = known.state();
            conditions.add(new AppendCondition(criteria, known.upTo()));
        }
        String itsType = type == null ? transaction.type() : type;
        Criteria ofType = Criteria.of(Criterion.tagged(Tags.transactionType(itsType), SupervisionNames.TYPE_EVENTS));
        Remembered.At<TypeRules> rules = readOn(types, itsType, TypeRules.usual(itsType), ofType, store, this::evolve);
        return new Loaded(
                new Case(transaction, rules.state(), clock.instant()),
                conditions,
                new AppendCondition(ofType, rules.upTo()));
    }

    private interface Fold<T> {
        T evolve(T state, SourcedEvent event);
    }

    private static <T> Remembered.At<T> readOn(
            Remembered<T> remembered, String id, T nothing, Criteria criteria, EventStore store, Fold<T> fold) {
        Remembered.At<T> known = remembered.get(id);
        T state = known == null ? nothing : known.state();
        Sourced news = store.source(criteria, known == null ? Marker.ORIGIN : known.upTo());
        for (SourcedEvent event : news.events()) {
            state = fold.evolve(state, event);
        }
        Remembered.At<T> now = new Remembered.At<>(state, news.upTo());
        remembered.put(id, now);
        return now;
    }

    private Transaction evolve(Transaction transaction, SourcedEvent event) {
        return RecordedEvents.evolve(transaction, log.read(event.event()), event);
    }

    private TypeRules evolve(TypeRules rules, SourcedEvent event) {
        return log.read(event.event()) instanceof TransactionTypeEvent ofType ? rules.evolve(ofType) : rules;
    }

    private Done append(Loaded loaded, Verdict verdict, Request request, long deadline) {
        List<AppendCondition> conditions = new ArrayList<>(loaded.ofTransaction());
        if (verdict.events().stream().anyMatch(Supervision::restsOnItsType)) {
            conditions.add(loaded.ofType());
        }
        Request cause = request == NOBODY_ASKED ? causeOf(loaded.given().transaction()) : request;
        List<NewEvent> events = RecordedEvents.written(verdict.events(), cause, verdict.refusal() == null);
        Append append = Append.of(events).onlyIf(conditions).causedAt(cause.causedAt());
        Appended appended = await(log.store().appendAndStay(append), deadline);
        for (int i = 0; i < events.size(); i++) {
            log.committed(events.get(i), verdict.events().get(i));
        }
        if (!isInOrdinaryCourse(loaded.given().transaction(), verdict.events())) {
            log.wanted().raise();
        }
        metrics.appended(verdict.events());
        if (verdict.refusal() != null) {
            throw verdict.refusal();
        }
        return new Done(new Noted(appended.firstPosition(), appended.recordedAt()), false, verdict.events());
    }

    /** Nobody is to be told, asked or called at once; what is to be done by when is written a moment later. */
    private static boolean isInOrdinaryCourse(Transaction before, List<SupervisionEvent> events) {
        return events.stream().allMatch(event -> switch (event) {
            case TransactionRegistered registered -> registered.transfer() != null;
            case ParticipantStarted started -> true;
            case ParticipantCompleted completed -> before.transfer() != null;
            case StepRequested requested -> true;
            case TransactionCompleted completed -> true;
            default -> false;
        });
    }

    private static Request causeOf(Transaction transaction) {
        String correlationId = transaction.lastAlert().map(Alert::correlationId).orElse(transaction.correlationId());
        return new Request(correlationId, null, Map.of());
    }

    private static boolean restsOnItsType(SupervisionEvent event) {
        return switch (event) {
            case TransactionRegistered registered -> true;
            case AlertRaised raised -> true;
            case IntakeStopped stopped -> true;
            case TransactionTypeEvent ofType -> true;
            default -> false;
        };
    }

    private Done withoutAppend(Verdict verdict, Loaded loaded, Request request) {
        Optional<Done> first = first(request);
        if (first.isPresent()) {
            return first.get();
        }
        if (verdict.refusal() != null) {
            throw verdict.refusal();
        }
        Noted earlier = verdict.earlier();
        return new Done(earlier == null ? loaded.given().transaction().changed() : earlier, false, List.of());
    }

    /**
     * What is refused is kept without its key, so the log does not tell a repetition of what was accepted once: without a look
     * that would be a failure now.
     */
    private Optional<Done> firstOfRefused(Verdict verdict, Request request, long deadline) {
        if (verdict.refusal() == null || request.idempotencyKey() == null) {
            return Optional.empty();
        }
        confirm(deadline);
        return first(request);
    }

    /** What the first request with this key did, if there was one. */
    private Optional<Done> first(Request request) {
        String key = request.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        return log.reader().withTag(Tags.idempotencyKey(key), 0, 1).stream()
                .findFirst()
                .map(event -> repeated(event, request));
    }

    private static Done repeated(StoredEvent event, Request request) {
        SameRequest.check(request.fields(), event.metadataAsMap().getOrDefault(MetadataKeys.REQUEST, "{}"));
        return new Done(new Noted(event.position(), event.recordedAt()), true, List.of());
    }

    private void confirm(long deadline) {
        await(log.store().confirm(), deadline);
    }

    /** The first conflicts are usually gone by now; later ones are better met at different times. */
    private static void pause(int attempt) {
        if (attempt >= ATTEMPTS_AT_ONCE) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS_MAX));
        }
    }

    private static <T> T await(CompletableFuture<T> future, long deadline) {
        try {
            // A little longer than the store's own patience, so that the store says what happened.
            long nanos = deadline + TimeUnit.SECONDS.toNanos(2) - System.nanoTime();
            return future.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw known(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static RuntimeException known(Throwable failure) {
        return switch (failure) {
            case AppendRejectedException rejected -> rejected;
            case StoreOverloadedException overloaded ->
                new RefusedException(RefusalCode.OVERLOADED, "too much waits; nothing was done, try again shortly");
            case CauseAheadException ahead ->
                new RefusedException(
                        RefusalCode.UNAVAILABLE, "nothing was done, for a clock is wrong: " + ahead.getMessage());
            case StoreUnavailableException away -> unavailable();
            default -> new IllegalStateException("an append failed for a reason that nobody foresaw", failure);
        };
    }

    private static RefusedException unavailable() {
        return new RefusedException(
                RefusalCode.UNAVAILABLE,
                "the supervisor's database does not answer; whether it was done is unknown: repeat the request");
    }
}
