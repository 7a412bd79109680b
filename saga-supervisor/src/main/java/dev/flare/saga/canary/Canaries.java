package dev.flare.saga.canary;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.lists.CanaryRows;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Done;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.ReportDecision;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.WorkSignal;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a canary in each interval, follows it until it is through or its time is over, and ends it. When none came through for three
 * intervals, whatever the reason, that raises an alert.
 *
 * <p>Any number of supervisors may do so at once. A canary's id is made of its interval, so there is one; all of them follow it, and
 * what each of them decides is decided once. Nobody leads, and nobody has to take over from whoever dies.
 *
 * <p>It waits for nothing that it watches over: what it knows it reads from the log, and what it decides it appends by itself.
 */
public final class Canaries implements AutoCloseable {

    /**
     * @param since when this process began to look
     * @param through when the last canary that is known here was through; null when none is
     * @param missing what the last one lacked, in words
     * @param failure what went wrong when it was last looked; null when nothing did
     */
    public record State(
            Instant since,
            @Nullable Instant through,
            List<String> missing,
            @Nullable String failure) {

        public State {
            missing = List.copyOf(missing);
        }

        /** For how long none was through. */
        Duration age(Instant now) {
            return Duration.between(through == null ? since : through, now);
        }

        private State with(List<String> itsMissing) {
            return new State(since, through, itsMissing, failure);
        }

        private State failed(@Nullable String why) {
            return new State(since, through, missing, why);
        }

        private State through(Instant at) {
            return new State(since, through == null || at.isAfter(through) ? at : through, List.of(), failure);
        }
    }

    private interface Part {
        void take(Instant now) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration LEAST_REST = Duration.ofMillis(20);
    private static final Duration KEPT = Duration.ofHours(6);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final int ASKED = 3;

    private final Times times;
    private final List<String> channels;
    private final Supervision supervision;
    private final TransactionReader reader;
    private final CanaryRows rows;
    private final WorkSignal signal;
    private final Clock clock;
    private final CanaryMetrics metrics;
    private final Thread thread;
    private final TreeMap<String, Instant> open = new TreeMap<>();
    private volatile State state;
    private @Nullable Instant begun;
    private @Nullable Instant alarmed;
    private @Nullable Instant forgotten;
    private volatile boolean closed;

    /** @param channels that must take each canary */
    public Canaries(
            Times times,
            List<String> channels,
            Supervision supervision,
            TransactionReader reader,
            CanaryRows rows,
            WorkSignal signal,
            Clock clock,
            MeterRegistry meters) {
        this.times = times;
        this.channels = List.copyOf(channels);
        this.supervision = supervision;
        this.reader = reader;
        this.rows = rows;
        this.signal = signal;
        this.clock = clock;
        this.state = new State(clock.instant(), null, List.of(), null);
        this.metrics = new CanaryMetrics(meters, this.channels, () -> state.age(clock.instant()));
        this.thread = Thread.ofPlatform().name("canaries").daemon().unstarted(this::run);
    }

    public Canaries start() {
        thread.start();
        return this;
    }

    /** How they fare. Asks no database. */
    public State state() {
        return state;
    }

    /** Whether none came through for too long since this process has been looking. */
    boolean areMissing(Instant now) {
        State known = state;
        Instant through = known.through();
        Instant since = through == null || through.isBefore(known.since()) ? known.since() : through;
        return since.plus(times.patience()).isBefore(now);
    }

    private void run() {
        try {
            while (!closed) {
                long seen = signal.count();
                look();
                rest(seen);
            }
        } catch (InterruptedException e) {
            LOG.debug("no canary is begun any more");
        }
    }

    /** Between two canaries there is nothing to see; while one is under way, whatever moves may be what it waits for. */
    private void rest(long seen) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(LEAST_REST.toMillis());
        Instant now = clock.instant();
        Instant next = times.interval(now).plus(times.every());
        Optional<Instant> due = open.values().stream().min(Comparator.naturalOrder());
        if (due.isPresent() && due.get().isBefore(now)) {
            signal.await(seen, LOOK_AGAIN);
        } else if (state.failure() != null) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        } else {
            Instant until = due.filter(next::isAfter).orElse(next);
            TimeUnit.MILLISECONDS.sleep(Math.min(
                    LOOK_AGAIN.toMillis() * 60, Duration.between(now, until).toMillis() + 1));
        }
    }

    /** Looks once. What goes wrong with one thing keeps it from none of the others, least from the alarm. */
    void look() {
        Instant now = clock.instant();
        String failure = null;
        for (Part part : List.<Part>of(this::begin, this::follow, this::alarm, this::forget)) {
            failure = attempt(part, now, failure);
        }
        state = state.failed(failure);
    }

    private @Nullable String attempt(Part part, Instant now, @Nullable String before) {
        try {
            part.take(now);
            return before;
        } catch (SQLException | RuntimeException e) {
            String failure = String.valueOf(e);
            if (!failure.equals(state.failure())) {
                LOG.atWarn().addKeyValue("failure", failure).log("canaries are held up; tried again");
            }
            return before == null ? failure : before;
        }
    }

    private void begin(Instant now) throws SQLException {
        Instant interval = times.interval(now);
        if (interval.equals(begun)) {
            return;
        }
        if (begun == null) {
            rows.latest().forEach(canary -> learn(round(canary)));
        }
        String id = CanaryDecision.id(interval);
        supervision.learn(
                id, CanaryDecision.TYPE, given -> CanaryDecision.begin(given, Times.DEADLINE), id, Instant.EPOCH);
        open.put(id, now.plus(Times.DEADLINE));
        // Left by those who died.
        rows.open()
                .forEach(canary -> open.putIfAbsent(canary.id(), round(canary).dueAt()));
        begun = interval;
    }

    private Round round(Transaction canary) {
        return new Round(canary, channels, times.within());
    }

    private void learn(Round round) {
        List<String> missing = round.missing();
        if (missing.isEmpty()) {
            state = state.through(round.throughAt());
        }
    }

    private void follow(Instant now) {
        RuntimeException first = null;
        for (Map.Entry<String, Instant> canary : List.copyOf(open.entrySet())) {
            try {
                if (canary.getValue().isBefore(now)) {
                    follow(canary.getKey(), now);
                }
            } catch (RuntimeException e) {
                // The others are followed all the same.
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void follow(String id, Instant now) {
        Round round = round(reader.now(id));
        if (round.wantsLateReport()) {
            reportLate(id);
            round = round(reader.now(id));
        }
        if (round.canEnd(now)) {
            end(id);
            round = round(reader.now(id));
        }
        if (round.isOver() || !round.canary().known()) {
            open.remove(id);
            learn(round);
            if (!round.missing().isEmpty()) {
                state = state.with(round.missing());
            }
        }
    }

    /** Whoever is halted must not be let go on. */
    private void reportLate(String id) {
        ReportDecision late = new ReportDecision(CanaryDecision.PARTICIPANT, ReportedState.STARTED, null);
        try {
            supervision.decide(id, late::decide, new Request(id, null, Map.of()));
        } catch (RefusedException refused) {
            if (refused.code() != RefusalCode.TX_HALTED) {
                throw refused;
            }
        }
    }

    private void end(String id) {
        Done done = supervision.decideUnasked(
                id,
                given -> CanaryDecision.end(given, round(given.transaction()).ending()));
        if (!done.events().isEmpty()) {
            metrics.ended(round(reader.now(id)));
        }
    }

    private void alarm(Instant now) {
        Instant interval = times.interval(now);
        if (!areMissing(now) || interval.equals(alarmed)) {
            return;
        }
        // Others may have seen some that this process has not.
        List<Round> last = IntStream.rangeClosed(1, ASKED)
                .mapToObj(back -> interval.minus(times.every().multipliedBy(back)))
                .map(CanaryDecision::id)
                .map(id -> round(reader.now(id)))
                .toList();
        last.forEach(this::learn);
        if (!areMissing(now)) {
            return;
        }
        List<String> missing = counted(last);
        state = state.with(missing);
        String reason = "no canary has come through since %s; of the last %d: %s"
                .formatted(now.minus(state.age(now)), ASKED, String.join(", ", missing));
        supervision.learn(
                CanaryDecision.WATCH,
                CanaryDecision.WATCH_TYPE,
                given -> CanaryDecision.missing(given, times.patience(), reason),
                CanaryDecision.WATCH,
                Instant.EPOCH);
        alarmed = interval;
    }

    private static List<String> counted(List<Round> rounds) {
        Map<String, Long> times = rounds.stream()
                .flatMap(round -> round.missing().stream())
                .collect(Collectors.groupingBy(missing -> missing, LinkedHashMap::new, Collectors.counting()));
        return times.entrySet().stream()
                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                .toList();
    }

    private void forget(Instant now) throws SQLException {
        if (forgotten == null || forgotten.plus(FORGET_EVERY).isBefore(now)) {
            rows.forgetBefore(CanaryDecision.id(now.minus(KEPT)));
            forgotten = now;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
