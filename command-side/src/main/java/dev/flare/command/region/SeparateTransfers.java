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

    /** The results in the order of the transfers. */
    public List<Result> execute(List<Asked> transfers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Run run = new Run(ledgers, threads);
            List<CompletableFuture<Result>> results = new ArrayList<>(transfers.size());
            transfers.forEach(asked -> results.add(run.add(asked)));
            return results.stream().map(CompletableFuture::join).toList();
        }
    }

    /** One batch under way. */
    private static final class Run {

        private final Ledgers ledgers;
        private final ExecutorService threads;
        private final long deadline = System.nanoTime() + PATIENCE.toNanos();
        private final Semaphore places = new Semaphore(AT_ONCE);
        private final Map<AccountId, CompletableFuture<Result>> latest = new HashMap<>();

        Run(Ledgers ledgers, ExecutorService threads) {
            this.ledgers = ledgers;
            this.threads = threads;
        }

        /** After whatever came before it on the same accounts. */
        CompletableFuture<Result> add(Asked asked) {
            AccountId from = asked.transfer().from();
            AccountId to = asked.transfer().to();
            CompletableFuture<Result> result =
                    CompletableFuture.allOf(before(from), before(to)).thenApplyAsync(done -> inPlace(asked), threads);
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
                return System.nanoTime() > deadline
                        ? new Refused(notBegun())
                        : new Done(ledgers.execute(asked.transfer(), "from", asked.request()));
            } catch (RefusedException refusal) {
                return new Refused(refusal);
            } finally {
                places.release();
            }
        }
    }

    private static RefusedException notBegun() {
        return new RefusedException(
                RefusalCode.UNAVAILABLE, "the batch took too long and this transfer was not begun; send it again");
    }
}
