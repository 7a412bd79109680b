package dev.flare.command.steps;

import dev.flare.command.execution.Cause;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Takes steps: those of one transaction one after the other, others beside each other, so that they share commits. */
final class Round {

    /** Who takes a step, and is done when that is committed. */
    interface Taker {
        void take(TransferStep step, Cause cause);
    }

    /** More would only take turns with clients' requests. */
    private static final int AT_ONCE = 64;

    private final Taker taker;
    private final Map<Long, StepResult> results = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE);

    private Round(Taker taker) {
        this.taker = taker;
    }

    /** The result of each step, by its position. */
    static Map<Long, StepResult> take(List<RequestedStep> steps, Taker taker) throws InterruptedException {
        Round round = new Round(taker);
        List<Callable<@Nullable Void>> tasks = new ArrayList<>();
        StepOrder.byTransaction(steps).forEach(ofOne -> tasks.add(() -> round.takeInOrder(ofOne)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<@Nullable Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a round of steps ended early: " + e.getCause(), e);
        }
        return round.results;
    }

    /** What comes after a step that waits, waits too. */
    private @Nullable Void takeInOrder(List<RequestedStep> steps) throws InterruptedException {
        places.acquire();
        try {
            StepResult last = new StepResult.Done();
            for (RequestedStep step : steps) {
                last = last instanceof StepResult.Waits ? last : take(step);
                results.put(step.position(), last);
            }
            return null;
        } finally {
            places.release();
        }
    }

    private StepResult take(RequestedStep step) {
        try {
            taker.take(step.command(), step.cause());
            return new StepResult.Done();
        } catch (RefusedException refusal) {
            return switch (refusal.code()) {
                case UNAVAILABLE, OVERLOADED -> new StepResult.Waits(refusal);
                default -> new StepResult.Failed(refusal);
            };
        } catch (RuntimeException | Error e) {
            // Whatever it is, it is not to stop those that come after it.
            return new StepResult.Failed(e);
        }
    }
}
