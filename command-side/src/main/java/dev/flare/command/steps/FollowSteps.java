package dev.flare.command.steps;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.Region;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps that the supervisor asks a region for, round by round: the region's position is locked, the next steps are read
 * from the supervisor's log and taken, and the position moves when what they recorded is committed. So each is taken at least
 * once, and whatever is taken again finds that it was.
 *
 * <p>A step that cannot be taken for a reason that nobody foresaw is parked and tried again later; nobody waits for it. While the
 * region's database does not answer, all wait, and the round fails.
 */
final class FollowSteps implements Follower.Step {

    /**
     * The parked steps of the region when they were last looked for.
     *
     * @param first those that were asked for first
     */
    record Parked(int count, List<ParkedStep> first) {

        static final Parked NONE = new Parked(0, List.of());
    }

    private static final Logger LOG = LoggerFactory.getLogger(FollowSteps.class);
    private static final int AT_ONCE = 500;
    private static final int PARKED_AT_ONCE = 50;
    private static final int PARKED_SHOWN = 5;
    private static final int PARKED_COUNTED = 10_000;
    private static final int REASON_MAX = 500;
    private static final Duration LOOK_FOR_PARKED = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Region region;
    private final EventReader supervisor;
    private final DataSource database;
    private final Round.Taker taker;
    private final Clock clock;
    private volatile Parked parked = Parked.NONE;
    private Instant lookForParked = Instant.EPOCH;
    private long taken;
    private long seen;

    /** @param supervisor reads its log */
    FollowSteps(Region region, EventReader supervisor, DataSource database, Round.Taker taker, Clock clock) {
        this.region = region;
        this.supervisor = supervisor;
        this.database = database;
        this.taker = taker;
        this.clock = clock;
    }

    /** Asks no database. */
    Parked parked() {
        return parked;
    }

    /** One round. Not for several threads. */
    @Override
    public Follower.Progress take() throws SQLException, InterruptedException {
        // Read first, so that what is not found below is not there.
        long head = supervisor.head().position();
        boolean retry = isAnyParked();
        List<StoredEvent> next = head > seen ? after(Math.max(taken, seen)) : List.of();
        if (next.isEmpty() && !retry) {
            return upTo(head);
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return round(connection, head, next, retry);
            } catch (SQLException | RuntimeException | InterruptedException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Looked up once a second, for another instance may have parked one. */
    private boolean isAnyParked() throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(lookForParked)) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            boolean any = new StepRows(connection).isAny();
            lookForParked = now.plus(LOOK_FOR_PARKED);
            parked = any ? parked : Parked.NONE;
            return any;
        }
    }

    private List<StoredEvent> after(long position) {
        return supervisor.withTag(Tags.steps(region), position, AT_ONCE);
    }

    private Follower.Progress round(Connection connection, long head, List<StoredEvent> read, boolean retry)
            throws SQLException, InterruptedException {
        StepRows rows = new StepRows(connection);
        long position = rows.lock();
        List<StoredEvent> next = position == taken ? read : after(position);
        RuntimeException waits = retry ? tryParked(rows) : null;
        Reached reached = takeNext(rows, position, next);
        if (reached.position() > position) {
            rows.move(reached.position());
        }
        if (retry) {
            parked = new Parked(rows.count(PARKED_COUNTED), rows.first(PARKED_SHOWN));
        }
        connection.commit();
        taken = reached.position();
        throwIf(reached.waits());
        throwIf(waits);
        return next.size() == AT_ONCE ? new Follower.Progress(taken, true) : upTo(head);
    }

    /** All steps are taken that were asked for up to there, which may be far behind the last of them. */
    private Follower.Progress upTo(long head) {
        seen = Math.max(head, taken);
        return new Follower.Progress(seen, false);
    }

    private static void throwIf(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * @param position up to which everything is taken or parked
     * @param waits why the next one waits, if it does
     */
    private record Reached(long position, @Nullable RuntimeException waits) {}

    private Reached takeNext(StepRows rows, long position, List<StoredEvent> events)
            throws SQLException, InterruptedException {
        List<RequestedStep> steps = events.stream().map(RequestedStep::read).toList();
        Map<Long, StepResult> results = Round.take(steps, taker);
        long reached = position;
        for (RequestedStep step : steps) {
            switch (result(results, step)) {
                case StepResult.Waits waits -> {
                    return new Reached(reached, waits.cause());
                }
                case StepResult.Failed failed -> park(rows, step, failed.cause());
                case StepResult.Done done -> {}
            }
            reached = step.position();
        }
        return new Reached(reached, null);
    }

    private static StepResult result(Map<Long, StepResult> results, RequestedStep step) {
        StepResult result = results.get(step.position());
        if (result == null) {
            throw new IllegalStateException("nothing became of the step at " + step.position());
        }
        return result;
    }

    private void park(StepRows rows, RequestedStep step, Throwable cause) throws SQLException {
        LOG.atError()
                .setCause(cause)
                .addKeyValue("region", region.name())
                .addKeyValue("transactionId", step.transactionId())
                .addKeyValue("step", step.name())
                .addKeyValue("supervisorPosition", step.position())
                .log("a step of a transfer cannot be taken; it is parked and tried again");
        rows.park(step, reason(cause), clock.instant().plus(FIRST_PAUSE));
        lookForParked = clock.instant();
    }

    /** Tries what is due again; why some of it waits, if it does. */
    private @Nullable RuntimeException tryParked(StepRows rows) throws SQLException, InterruptedException {
        Map<RequestedStep, ParkedStep> due = due(rows);
        Map<Long, StepResult> results = Round.take(List.copyOf(due.keySet()), taker);
        RuntimeException waits = null;
        for (Map.Entry<RequestedStep, ParkedStep> tried : due.entrySet()) {
            ParkedStep step = tried.getValue();
            switch (result(results, tried.getKey())) {
                case StepResult.Done done -> unpark(rows, step);
                case StepResult.Failed failed ->
                    rows.parkAgain(step, reason(failed.cause()), clock.instant().plus(pause(step.attempts())));
                case StepResult.Waits later -> waits = later.cause();
            }
        }
        return waits;
    }

    private Map<RequestedStep, ParkedStep> due(StepRows rows) throws SQLException {
        Map<RequestedStep, ParkedStep> due = new LinkedHashMap<>();
        for (ParkedStep step : rows.due(clock.instant(), PARKED_AT_ONCE)) {
            List<StoredEvent> event = new ArrayList<>(supervisor.after(step.position() - 1, 1));
            event.forEach(stored -> due.put(RequestedStep.read(stored), step));
        }
        return due;
    }

    private void unpark(StepRows rows, ParkedStep step) throws SQLException {
        rows.unpark(step);
        LOG.atInfo()
                .addKeyValue("region", region.name())
                .addKeyValue("transactionId", step.transactionId())
                .addKeyValue("step", step.step())
                .addKeyValue("attempts", step.attempts())
                .log("a parked step is taken");
    }

    private static Duration pause(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static String reason(Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        String reason = String.valueOf(root).replace('\0', ' ');
        return reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX) : reason;
    }
}
