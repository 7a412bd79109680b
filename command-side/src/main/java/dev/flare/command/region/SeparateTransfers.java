package dev.flare.command.region;

import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Request;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Carries out transfers that were sent together and stand each for itself. Those that share an account happen in their order;
 * the others beside each other, so that they share commits.
 */
public final class SeparateTransfers {

    /** A transfer and the request that it came with. */
    public record Asked(TransferMoney transfer, Request request) {}

    /** What became of one of them. */
    public sealed interface Result permits Done, Refused {}

    public record Done(Outcome outcome) implements Result {}

    public record Refused(RefusedException refusal) implements Result {}

    /** Of one batch; more would only take turns with other clients' requests. */
    private static final int AT_ONCE = 64;

    /** What has not begun by then is not begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ledgers ledgers;

    public SeparateTransfers(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    /**
     * The results in the order of the transfers.
     *
     * @throws RefusedException {@code IDEMPOTENCY_MISMATCH} when another request used the key of the batch: none was done
     */
    public List<Result> execute(List<Asked> transfers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Run run = new Run(ledgers, threads);
            List<CompletableFuture<Result>> results = new ArrayList<>(transfers.size());
            transfers.forEach(asked -> results.add(run.add(asked)));
            List<Result> all = results.stream().map(CompletableFuture::join).toList();
            checkKey(transfers, all);
            return all;
        }
    }

    /** An item is refused for the key of the batch as for its own: which of them it was is asked once for all. */
    private void checkKey(List<Asked> transfers, List<Result> results) {
        for (int i = 0; i < results.size(); i++) {
            Request batch = transfers.get(i).request().batch();
            if (batch != null
                    && results.get(i) instanceof Refused refused
                    && refused.refusal().code() == RefusalCode.IDEMPOTENCY_MISMATCH) {
                ledgers.checkKey(transfers.get(i).transfer().region(), batch);
                return;
            }
        }
    }

    /** One batch under way. */
    private static final class Run {

        private final Ledgers ledgers;
        private final ExecutorService threads;
        private final long deadline = System.nanoTime() + PATIENCE.toNanos();
        private final Semaphore places = new Semaphore(AT_ONCE);
        private final Map<AccountId, CompletableFuture<Result>> latest = new HashMap<>();
        private CompletableFuture<?> first = CompletableFuture.completedFuture(null);

        /** Whether one was done, and so the key of the batch is used up by it. */
        private volatile boolean begun;

        Run(Ledgers ledgers, ExecutorService threads) {
            this.ledgers = ledgers;
            this.threads = threads;
        }

        /**
         * After whatever came before it on the same accounts. One key lets only one of them be the first, so where there is a
         * key the others wait for the first one: all at once they would come off worse than it and try again.
         */
        CompletableFuture<Result> add(Asked asked) {
            AccountId from = asked.transfer().from();
            AccountId to = asked.transfer().to();
            CompletableFuture<Result> result = CompletableFuture.allOf(first, before(from), before(to))
                    .thenApplyAsync(done -> inPlace(asked), threads);
            if (latest.isEmpty() && asked.request().batch() != null) {
                first = result;
            }
            latest.put(from, result);
            latest.put(to, result);
            return result;
        }

        private CompletableFuture<?> before(AccountId account) {
            CompletableFuture<Result> before = latest.get(account);
            return before == null ? CompletableFuture.completedFuture(null) : before;
        }

        private Result inPlace(Asked asked) {
            places.acquireUninterruptibly();
            try {
                return System.nanoTime() > deadline ? new Refused(notBegun()) : new Done(done(asked));
            } catch (RefusedException refusal) {
                return new Refused(refusal);
            } finally {
                places.release();
            }
        }

        private Outcome done(Asked asked) {
            Request request = begun ? asked.request().afterFirst() : asked.request();
            Outcome outcome = ledgers.execute(asked.transfer(), "from", request);
            if (!outcome.repeated()) {
                begun = true;
            }
            return outcome;
        }
    }

    private static RefusedException notBegun() {
        return new RefusedException(
                RefusalCode.UNAVAILABLE, "the batch took too long and this transfer was not begun; send it again");
    }
}
