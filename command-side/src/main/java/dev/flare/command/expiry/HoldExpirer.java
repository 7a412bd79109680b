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
     * @param heartbeat when a round was last done to its end
     * @param failure why the last one was not, or what holds it had to leave to the next one for
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

    void round() {
        try {
            String postponed = expireDue();
            state = new State(clock.instant(), postponed);
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

    /**
     * Ends every hold that is due now.
     *
     * @return why some had to be left to the next round; null when all are ended
     */
    @Nullable
    String expireDue() throws SQLException, InterruptedException {
        Round round;
        do {
            round = expire(expiries.due(clock.instant(), AT_ONCE));
        } while (round.ended() > 0);
        return round.postponed();
    }

    private record Round(int ended, @Nullable String postponed) {}

    /** Beside each other, so that they share commits. */
    private Round expire(List<String> holdIds) throws InterruptedException {
        int ended = 0;
        String postponed = null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Expiry>> tasks = new ArrayList<>();
            holdIds.forEach(id -> tasks.add(() -> expire(id)));
            for (Future<Expiry> task : threads.invokeAll(tasks)) {
                Expiry expiry = task.get();
                ended += expiry.ended() ? 1 : 0;
                postponed = expiry.postponed() == null ? postponed : expiry.postponed();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a hold cannot be expired: " + e.getCause(), e);
        }
        return new Round(ended, postponed);
    }

    private record Expiry(boolean ended, @Nullable String postponed) {}

    private Expiry expire(String holdId) {
        try {
            ledger.execute(new ExpireHold(holdId), new Request(CorrelationId.fresh(), null, Map.of()));
            return new Expiry(true, null);
        } catch (RefusedException refusal) {
            return switch (refusal.code()) {
                // Somebody else ended it, which the table does not show yet.
                case HOLD_CAPTURED, HOLD_VOIDED, HOLD_EXPIRED, CONFLICT -> new Expiry(false, null);
                // The store is slow or away, which is told by its own health: nothing is wrong here.
                case OVERLOADED, UNAVAILABLE -> new Expiry(false, refusal.detail());
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
