package dev.flare.command.execution;

import dev.flare.eventstore.AppendRejectedException;
import dev.flare.eventstore.CauseAheadException;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.StoreOverloadedException;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.eventstore.axon.CausedAt;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.TransactionId;
import dev.flare.web.idempotency.SameRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * One region's ledger: carries out commands, each once.
 *
 * <p>A command is first decided ahead of the commit, on the state as it will be when everything on its way is committed. If
 * that leads to an event, the append's condition proves it. If it leads to a refusal, or to nothing, nothing proves it, so the
 * command is decided again on committed state that was read after the request arrived, and so is the answer to a repeated key. Conflicts
 * with others are retried here until patience ends.
 */
public final class Ledger implements AutoCloseable {

    private static final int ATTEMPTS_AT_ONCE = 3;
    private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(8);

    /**
     * No rule said this, so there is nothing to decide again: what the store could not answer for it may have done, and whatever a
     * second attempt is refused with would be told as if nothing had been.
     */
    private static final Set<RefusalCode> THE_STORES_OWN = Set.of(RefusalCode.UNAVAILABLE, RefusalCode.OVERLOADED);

    private final EventStore store;
    private final CommandGateway gateway;
    private final NamedEvents namedEvents;
    private final RepeatedRequests repeatedRequests;
    private final Duration patience;
    private final Overdue overdue = new Overdue();

    Ledger(EventStore store, CommandGateway gateway, NamedEvents namedEvents, Duration patience) {
        this.store = store;
        this.namedEvents = namedEvents;
        this.gateway = gateway;
        this.repeatedRequests = new RepeatedRequests(store.reader());
        this.patience = patience;
    }

    /**
     * Carries out a command, or finds that an earlier request with its key did.
     *
     * @throws RefusedException when a rule says no, others are always faster, or the store does not answer
     */
    public Outcome execute(LedgerCommand command, Request request) {
        return carryOut(command, request).orElseThrow(() -> new IllegalStateException("nothing became of " + command));
    }

    /**
     * Takes a step of a transfer between regions that its supervisor asked for.
     *
     * @return empty when there is nothing to do, and committed events say so
     * @throws RefusedException when others are always faster, or the store does not answer
     */
    public Optional<Outcome> take(TransferStep step, Cause cause) {
        return carryOut(step, Request.of(cause));
    }

    private Optional<Outcome> carryOut(LedgerCommand command, Request request) {
        long deadline = System.nanoTime() + patience.toNanos();
        Request asked = request;
        boolean committedOnly = false;
        for (int attempt = 0; attempt == 0 || System.nanoTime() < deadline; attempt++) {
            try {
                Decided decided = await(send(command, asked, committedOnly), deadline);
                if (committedOnly || !decided.isNothing()) {
                    return decided.outcome();
                }
                await(store.confirm(), deadline);
                committedOnly = true;
            } catch (RefusedException refusal) {
                if (THE_STORES_OWN.contains(refusal.code())) {
                    throw refusal;
                }
                if (committedOnly) {
                    return Optional.of(repeatedOrRefused(command, asked, refusal));
                }
                await(store.confirm(), deadline);
                committedOnly = true;
            } catch (AppendRejectedException conflict) {
                Optional<Outcome> first = firstWithKey(command, asked, conflict, deadline);
                if (first.isPresent()) {
                    return first;
                }
                asked = conflict.takenTag() == null ? asked : afterFirst(asked);
                committedOnly = false;
                pause(attempt);
            }
        }
        throw new RefusedException(
                RefusalCode.CONFLICT, "others changed the same accounts all the time; nothing was done, try again");
    }

    /**
     * Whether a batch's key was used by this very batch, which every item that would be its first has to know.
     *
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} when another request used it
     */
    public boolean isUsed(Request batch) {
        return repeatedRequests.isUsed(batch);
    }

    /** What was sent from here to another region under this id, and how far it is, as committed; empty when nothing was. */
    public Optional<Sent> sent(TransactionId transferId) {
        return namedEvents.sent(transferId);
    }

    private Outcome repeatedOrRefused(LedgerCommand command, Request request, RefusedException refusal) {
        return repeatedRequests.find(command, request).orElseGet(() -> {
            afterFirst(request);
            throw refusal;
        });
    }

    /** The request as it can be done now: with the key of its batch as long as nobody has used that. */
    private Request afterFirst(Request request) {
        Request batch = request.batch();
        return batch != null && isUsed(batch) ? request.afterFirst() : request;
    }

    private Optional<Outcome> firstWithKey(
            LedgerCommand command, Request request, AppendRejectedException conflict, long deadline) {
        if (conflict.takenTag() == null) {
            return Optional.empty();
        }
        await(store.confirm(), deadline);
        return repeatedRequests.find(command, request);
    }

    private CompletableFuture<Decided> send(LedgerCommand command, Request request, boolean committedOnly) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put(MetadataKeys.CORRELATION_ID, request.correlationId());
        if (request.idempotencyKey() != null) {
            metadata.put(MetadataKeys.IDEMPOTENCY_KEY, request.idempotencyKey());
            metadata.put(MetadataKeys.REQUEST, SameRequest.written(request.fields()));
        }
        Cause cause = request.cause();
        if (cause != null) {
            metadata.put(MetadataKeys.CAUSATION_ID, cause.eventId().toString());
            metadata.put(CausedAt.KEY, cause.recordedAt().toString());
            if (cause.begunAt() != null) {
                metadata.put(LedgerHandlers.BEGUN_AT, cause.begunAt().toString());
            }
        }
        Request batch = request.batch();
        if (batch != null && batch.idempotencyKey() != null) {
            metadata.put(MetadataKeys.BATCH_KEY, batch.idempotencyKey());
            metadata.put(MetadataKeys.BATCH_REQUEST, SameRequest.written(batch.fields()));
        }
        if (committedOnly) {
            metadata.put(LedgerHandlers.COMMITTED_ONLY, "true");
        }
        return gateway.send(command, Metadata.from(metadata)).resultAs(Decided.class);
    }

    /** The first conflicts are usually gone by now; later ones are better met at different times. */
    private static void pause(int attempt) {
        if (attempt >= ATTEMPTS_AT_ONCE) {
            long longest = Math.min(PAUSE_NANOS_MAX, 10_000L << Math.min(attempt, 20));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
        }
    }

    private <T> T await(CompletableFuture<T> future, long deadline) {
        // A little longer than the store's own patience, so that the store says what happened.
        overdue.limit(future, deadline + TimeUnit.SECONDS.toNanos(2));
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw known(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static RuntimeException known(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case RefusedException refusal -> {
                    return refusal;
                }
                case AppendRejectedException rejected -> {
                    return rejected;
                }
                case StoreOverloadedException overloaded -> {
                    return new RefusedException(
                            RefusalCode.OVERLOADED, "too many commands wait; nothing was done, try again shortly");
                }
                case CauseAheadException ahead -> {
                    return new RefusedException(
                            RefusalCode.UNAVAILABLE, "nothing was done, for a clock is wrong: " + ahead.getMessage());
                }
                case StoreUnavailableException unavailable -> {
                    return unavailable();
                }
                case TimeoutException late -> {
                    return unavailable();
                }
                default -> {
                    // look at what caused it
                }
            }
        }
        return new IllegalStateException("a command failed for a reason that nobody foresaw", failure);
    }

    private static RefusedException unavailable() {
        return new RefusedException(
                RefusalCode.UNAVAILABLE,
                "the event store does not answer; whether the command was carried out is unknown:"
                        + " repeat it with the same Idempotency-Key");
    }

    /** Ends every wait that is under way. */
    @Override
    public void close() {
        overdue.close();
    }
}
