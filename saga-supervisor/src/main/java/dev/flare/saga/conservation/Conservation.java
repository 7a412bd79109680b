package dev.flare.saga.conservation;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.ConservationDecision;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares once a second, in each currency, what stands in the regions' clearing accounts with what the transactions' states say
 * is in transit. The two are counted apart: postings from the regions' logs, whatever their events are called, and states from
 * the supervisor's own log. The first difference that lasts raises an alert, which names both sums.
 *
 * <p>Any number of supervisors may look; there is one alert.
 */
public final class Conservation implements AutoCloseable {

    /**
     * @param checked when both sums were last compared; null before the first time
     * @param failure why they could not be, the last time it was tried
     * @param differences by currency, clearing less transfers; none when money is conserved
     */
    public record State(@Nullable Instant checked, @Nullable String failure, Map<String, BigDecimal> differences) {}

    private static final Logger LOG = LoggerFactory.getLogger(Conservation.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Cut cut;
    private final Map<Region, EventReader> regions;
    private final Supervision supervision;
    private final Clock clock;
    private final Thread thread;
    private final Map<String, Suspicion> suspicions = new HashMap<>();
    private volatile State state = new State(null, null, Map.of());
    private volatile boolean closed;

    public Conservation(SupervisorLog log, Map<Region, EventReader> regions, Supervision supervision, Clock clock) {
        this.cut = new Cut(log.tables(), log.reader(), log.wanted());
        this.regions = Map.copyOf(regions);
        this.supervision = supervision;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("conservation").daemon().unstarted(this::run);
    }

    public Conservation start() {
        thread.start();
        return this;
    }

    /** How it fares. Asks no database. */
    public State state() {
        return state;
    }

    private void run() {
        try {
            while (!closed) {
                checkOrTell();
                TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("the conservation of money is looked at no more");
        }
    }

    private void checkOrTell() throws InterruptedException {
        try {
            check();
        } catch (SQLException | StoreUnavailableException | RefusedException e) {
            failed(e);
        } catch (RuntimeException e) {
            LOG.error("whether money is conserved could not be looked at", e);
            failed(e);
        }
    }

    private void failed(Exception e) {
        state = new State(state.checked(), String.valueOf(e), state.differences());
    }

    /** Looks once. */
    void check() throws SQLException, InterruptedException {
        Optional<Cut.Seen> seen = cut.look();
        if (seen.isPresent()) {
            compare(seen.get());
        } else {
            state = new State(state.checked(), "the states did not catch up in time", state.differences());
        }
    }

    private void compare(Cut.Seen seen) {
        Map<String, BigDecimal> differences = new HashMap<>();
        for (InTransit money : seen.money()) {
            if (money.isConserved()) {
                suspicions.remove(money.currency());
            } else {
                differences.put(money.currency(), money.clearing().subtract(money.transfers()));
                suspect(money, seen.positions());
            }
        }
        state = new State(clock.instant(), null, Map.copyOf(differences));
    }

    private void suspect(InTransit money, Map<String, Long> positions) {
        BigDecimal difference = money.clearing().subtract(money.transfers());
        Suspicion before = suspicions.get(money.currency());
        Suspicion now = before == null
                ? Suspicion.first(difference, ends())
                : before.again(difference, positions, before.isSure() ? before.ends() : ends());
        suspicions.put(money.currency(), now);
        if (now.isSure()) {
            sound(money, positions);
        }
    }

    private Map<String, Long> ends() {
        Map<String, Long> ends = new HashMap<>();
        regions.forEach((region, log) -> ends.put(region.name(), log.head().position()));
        return ends;
    }

    private void sound(InTransit money, Map<String, Long> positions) {
        String reason = "%s: clearing accounts hold %s, transfers in transit are %s, at %s"
                .formatted(money.currency(), money.clearing(), money.transfers(), positions);
        supervision.learn(
                ConservationDecision.transactionId(money.currency()),
                ConservationDecision.TYPE,
                given -> ConservationDecision.differs(given, money.currency(), reason),
                "",
                Instant.EPOCH);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
