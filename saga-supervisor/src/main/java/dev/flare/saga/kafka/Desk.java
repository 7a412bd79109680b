package dev.flare.saga.kafka;

import dev.flare.messages.shared.RefusedException;
import dev.flare.saga.supervision.Supervision;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one record to its end: decided and durable, or parked and durable. While the database is away it waits for it, for ever.
 */
final class Desk {

    /** What became of a record. */
    enum Outcome {
        /** Decided, also when it was known or refused: what is refused is kept as evidence. */
        DECIDED,
        PARKED,
        /** Somebody else must take it: this supervisor is stopping, or the partition is another's now. */
        LEFT
    }

    private sealed interface Attempt {

        record Done() implements Attempt {}

        record Park(String reason) implements Attempt {}

        /** Passes by itself: the database is away, or too much is going on. */
        record Wait(String reason) implements Attempt {}

        /** May pass by itself, or not. */
        record Doubt(String reason) implements Attempt {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Supervision supervision;
    private final ParkedReports parked;
    private final Duration overtaking;
    private final Clock clock;
    private final IntakeState state;

    /** @param overtaking how long a report may be ahead of the registration of its transaction */
    Desk(Supervision supervision, ParkedReports parked, Duration overtaking, Clock clock, IntakeState state) {
        this.supervision = supervision;
        this.parked = parked;
        this.overtaking = overtaking;
        this.clock = clock;
        this.state = state;
    }

    /** @param left whether this record is somebody else's by now */
    Outcome take(ConsumerRecord<byte[], byte[]> record, BooleanSupplier left) throws InterruptedException {
        long doubtfulUntil = System.nanoTime() + overtaking.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (!left.getAsBoolean()) {
            switch (attempt(record)) {
                case Attempt.Done done -> {
                    state.recordWentWell();
                    return Outcome.DECIDED;
                }
                case Attempt.Park park -> {
                    return park(record, park.reason(), left);
                }
                case Attempt.Wait wait -> state.recordFailed(wait.reason());
                case Attempt.Doubt doubt -> {
                    if (System.nanoTime() >= doubtfulUntil) {
                        return park(record, doubt.reason(), left);
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
        state.recordWentWell();
        return Outcome.LEFT;
    }

    private Attempt attempt(ConsumerRecord<byte[], byte[]> record) {
        try {
            Report report = Report.read(record);
            supervision.decide(report.transactionId(), report.decision()::decide, report.request());
            return new Attempt.Done();
        } catch (RefusedException refusal) {
            return refused(refusal);
        } catch (RuntimeException | Error unforeseen) {
            LOG.atError()
                    .setCause(unforeseen)
                    .addKeyValue("record", at(record))
                    .log("a report cannot be decided, and nobody knows why");
            return new Attempt.Doubt(String.valueOf(unforeseen));
        }
    }

    private static Attempt refused(RefusedException refusal) {
        String reason = refusal.code() + ": " + refusal.detail();
        return switch (refusal.code()) {
            case NOT_STARTED, CONTRADICTION, TX_HALTED -> new Attempt.Done();
            case UNAVAILABLE, OVERLOADED, CONFLICT -> new Attempt.Wait(reason);
            case NOT_FOUND ->
                "transactionId".equals(refusal.field()) ? new Attempt.Doubt(reason) : new Attempt.Park(reason);
            default -> new Attempt.Park(reason);
        };
    }

    private Outcome park(ConsumerRecord<byte[], byte[]> record, String reason, BooleanSupplier left)
            throws InterruptedException {
        Instant now = clock.instant();
        long pause = FIRST_PAUSE_MILLIS;
        while (!left.getAsBoolean()) {
            try {
                parked.park(record, now, reason);
                state.recordWentWell();
                // Not what it says, which is somebody else's.
                LOG.atWarn()
                        .addKeyValue("record", at(record))
                        .log("a record is no report of a participant that there is; it is parked");
                return Outcome.PARKED;
            } catch (SQLException away) {
                state.recordFailed(String.valueOf(away.getMessage()));
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
        return Outcome.LEFT;
    }

    private static String at(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
