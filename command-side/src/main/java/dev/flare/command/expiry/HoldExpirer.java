package dev.flare.command.expiry;

import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Request;
import dev.flare.messages.ledger.ExpireHold;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.web.CorrelationId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the holds of a region whose time is over, within half a second. Any number of instances may do so on the same region:
 * a hold ends once, and the others find it ended. Who spends from an account does not wait for this: its own holds whose time
 * is over end with the spending.
 */
public final class HoldExpirer implements AutoCloseable {

    /**
     * @param heartbeat when a round last succeeded
     * @param failure what the last round failed with
     */
    public record State(Instant heartbeat, @Nullable String failure) {}

    private static final Logger LOG = LoggerFactory.getLogger(HoldExpirer.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int AT_ONCE = 500;

    private final Region region;
    private final HoldExpiries expiries;
    private final Ledger ledger;
    private final Clock clock;
    private final ScheduledExecutorService rounds;
    private volatile State state;

    public HoldExpirer(Region region, DataSource database, Ledger ledger, Clock clock) {
        this.region = region;
        this.expiries = new HoldExpiries(database);
        this.ledger = ledger;
        this.clock = clock;
        this.state = new State(clock.instant(), null);
        this.rounds = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("hold-expiry-" + region).daemon().factory());
    }

    public HoldExpirer start() {
        rounds.scheduleWithFixedDelay(this::round, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    public Region region() {
        return region;
    }

    public State state() {
        return state;
    }

    private void round() {
        try {
            expireDue();
            state = new State(clock.instant(), null);
        } catch (SQLException | InterruptedException | RuntimeException e) {
            if (!rounds.isShutdown()) {
                state = new State(state.heartbeat(), String.valueOf(e));
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("region", region.name())
                        .log("holds are not expired; tried again");
            }
        }
    }

    /** Ends every hold that is due now. */
    void expireDue() throws SQLException, InterruptedException {
        int ended;
        do {
            ended = expire(expiries.due(clock.instant(), AT_ONCE));
        } while (ended > 0);
    }

    /** Beside each other, so that they share commits. */
    private int expire(List<String> holdIds) throws InterruptedException {
        int ended = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            holdIds.forEach(id -> tasks.add(() -> expire(id)));
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                ended += task.get() ? 1 : 0;
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a hold cannot be expired: " + e.getCause(), e);
        }
        return ended;
    }

    private boolean expire(String holdId) {
        try {
            ledger.execute(new ExpireHold(holdId), new Request(CorrelationId.fresh(), null, Map.of()));
            return true;
        } catch (RefusedException refusal) {
            return switch (refusal.code()) {
                // Somebody else ended it, which the table does not show yet.
                case HOLD_CAPTURED, HOLD_VOIDED, HOLD_EXPIRED, CONFLICT -> false;
                default -> throw refusal;
            };
        }
    }

    /** Stops after the round under way, for which it waits at most 5 s. */
    @Override
    public void close() {
        rounds.shutdownNow();
        try {
            if (!rounds.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the expiry of holds in {} does not end", region);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
