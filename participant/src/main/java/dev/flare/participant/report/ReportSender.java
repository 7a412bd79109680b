package dev.flare.participant.report;

import dev.flare.participant.Answer;
import dev.flare.participant.Reports;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends the reports of the outbox in the background: of each transaction in order, at least once. Any number of instances of the
 * service may run one each. A report in hand is a locked row, so that what a killed process had in hand is free at once; it is
 * then sent again. At most a batch is in memory. It holds one connection while it sends.
 *
 * <p>What is taken is removed from the outbox. What is refused for good stays with its answer ({@link Outbox#refused}) and holds
 * nobody up. Everything else is tried again after growing pauses, for ever: a supervisor that is away for a day gets it all.
 */
public final class ReportSender implements AutoCloseable {

    /**
     * @param batch how many transactions' reports are sent at once
     * @param idle how often it looks when nothing waits
     * @param firstPause before a report is tried again; doubled each time
     * @param longestPause and never longer
     */
    public record Limits(int batch, Duration idle, Duration firstPause, Duration longestPause) {

        public static final Limits USUAL =
                new Limits(32, Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofSeconds(15));

        Duration pause(int failures) {
            long doubled = firstPause.toMillis() << Math.min(failures, 20);
            return doubled < longestPause.toMillis() ? Duration.ofMillis(doubled) : longestPause;
        }
    }

    private static final System.Logger LOG = System.getLogger(ReportSender.class.getName());
    private static final Duration TO_END = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final Outbox outbox;
    private final Reports reports;
    private final Limits limits;
    private final Clock clock;
    private final ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;

    private volatile boolean isClosed;
    private volatile Instant looked;
    private volatile Instant lastTaken = Instant.EPOCH;
    private volatile @Nullable String failure;

    public ReportSender(DataSource dataSource, Reports reports) {
        this(dataSource, reports, Limits.USUAL, Clock.systemUTC());
    }

    public ReportSender(DataSource dataSource, Reports reports, Limits limits, Clock clock) {
        this.dataSource = dataSource;
        this.outbox = new Outbox(dataSource);
        this.reports = reports;
        this.limits = limits;
        this.clock = clock;
        this.looked = clock.instant();
        this.thread = Thread.ofPlatform().daemon().name("flare-reports").unstarted(this::run);
    }

    public ReportSender start() {
        thread.start();
        return this;
    }

    /** Has it look now instead of a moment later: for who has just committed. */
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** How the reports stand, by a look at the database. */
    public SenderState state() throws SQLException {
        Outbox.Counts counts = outbox.counts();
        Duration waitingFor =
                counts.waiting() == 0 ? Duration.ZERO : Duration.between(counts.oldest(), clock.instant());
        return new SenderState(
                looked, counts.waiting(), waitingFor, counts.refused(), lastTaken, Optional.ofNullable(failure));
    }

    private void run() {
        int vain = 0;
        while (!isClosed) {
            try {
                Round round = round();
                looked = clock.instant();
                failure = round.failure();
                vain = round.isVain() ? vain + 1 : 0;
                waitAfter(round, vain);
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                looked = clock.instant();
                noted(e);
                vain++;
                if (!waited(limits.pause(vain))) {
                    return;
                }
            }
        }
    }

    private void noted(Exception e) {
        failure = "the outbox: " + e.getMessage();
        LOG.log(System.Logger.Level.WARNING, "reports cannot be sent for now", e);
    }

    /**
     * @param found how many were due
     * @param settled how many of them are done with
     * @param failure why the others are not
     */
    private record Round(int found, int settled, @Nullable String failure) {

        boolean isVain() {
            return found > 0 && settled == 0;
        }
    }

    private Round round() throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try {
                Round round = round(connection);
                connection.commit();
                return round;
            } finally {
                // Nothing is left to roll back but what was interrupted.
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        }
    }

    private Round round(Connection connection) throws SQLException, InterruptedException {
        List<WaitingReport> due = Outbox.claim(connection, limits.batch());
        List<Future<Answer>> answers = new ArrayList<>();
        for (WaitingReport one : due) {
            answers.add(sending.submit(() -> answer(one)));
        }
        int settled = 0;
        String lastFailure = null;
        for (int i = 0; i < due.size(); i++) {
            WaitingReport one = due.get(i);
            Answer answer = answered(answers.get(i));
            Outbox.settle(connection, one, answer, pause(one, answer));
            if (answer instanceof Answer.NotNow notNow) {
                lastFailure = notNow.why();
            } else {
                settled++;
            }
        }
        return new Round(due.size(), settled, lastFailure);
    }

    private Answer answer(WaitingReport one) throws InterruptedException {
        return one.isHeldBack()
                ? new Answer.Refused(0, Outbox.NOT_SENT, "not sent: a report before it was refused")
                : reports.send(one.report());
    }

    private Answer answered(Future<Answer> future) throws InterruptedException {
        try {
            Answer answer = future.get();
            if (answer instanceof Answer.Taken) {
                lastTaken = clock.instant();
            }
            return answer;
        } catch (ExecutionException e) {
            return new Answer.NotNow("it cannot be sent: " + e.getCause(), Duration.ZERO);
        }
    }

    private Duration pause(WaitingReport one, Answer answer) {
        Duration pause = limits.pause(one.attempts());
        return answer instanceof Answer.NotNow notNow && notNow.atLeast().compareTo(pause) > 0
                ? notNow.atLeast()
                : pause;
    }

    /** More may be there at once after a batch that went through; nobody is asked again and again who does not answer. */
    private void waitAfter(Round round, int vain) throws InterruptedException {
        if (round.settled() == 0) {
            pauseFor(vain == 0 ? limits.idle() : limits.pause(vain));
        }
    }

    private boolean waited(Duration pause) {
        try {
            pauseFor(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void pauseFor(Duration pause) throws InterruptedException {
        if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
    }

    /** What is in hand is finished, for some seconds; what is left in the outbox is sent by the next one. */
    @Override
    public void close() {
        isClosed = true;
        wake();
        try {
            if (!thread.join(TO_END)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        sending.shutdownNow();
    }
}
