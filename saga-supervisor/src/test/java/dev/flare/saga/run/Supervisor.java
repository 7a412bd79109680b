package dev.flare.saga.run;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.callback.Callbacks;
import dev.flare.saga.callback.ParticipantCalls;
import dev.flare.saga.lists.FollowTransactions;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisionMetrics;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.RegistrationDecision;
import dev.flare.saga.transaction.ReportDecision;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.WorkSignal;
import dev.flare.saga.work.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One process of several, as far as tests are concerned: it can be killed, and then writes nothing more. */
final class Supervisor implements AutoCloseable {

    /** Short, so that what a killed one leaves behind is soon taken up. */
    private static final Worker.Limits SOON =
            new Worker.Limits(8, Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofMillis(200));

    /** A killed one does not wait long for what it could not write. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Clock CLOCK = Clock.systemUTC();

    private final SupervisorLog log;
    private final Supervision supervision;
    private final TransactionReader reader;
    private final Callbacks callbacks = new Callbacks();
    private final WorkSignal signal = new WorkSignal();
    private final AlertChannel channel;
    private final FollowTransactions follow;
    private final AtomicBoolean killed = new AtomicBoolean();
    private OwnLog own;
    private Workers workers;

    Supervisor(PostgresServer server, AlertChannel channel) {
        this.log = new SupervisorLog(server, PATIENCE, CLOCK, new SimpleMeterRegistry());
        this.supervision = new Supervision(log, PATIENCE, CLOCK, new SupervisionMetrics(new SimpleMeterRegistry()));
        this.reader = new TransactionReader(log.reader());
        this.channel = channel;
        this.follow = new FollowTransactions(log, log.tables(), List.of(channel.name()), signal);
    }

    /** Follows its log, and does what is to be done. */
    Supervisor start() {
        workers = new Workers(
                        supervision,
                        reader,
                        new ParticipantCalls(callbacks),
                        List.of(channel),
                        log.tables(),
                        signal,
                        CLOCK,
                        new Workers.Limits(SOON, SOON, SOON))
                .start();
        own = new OwnLog(log, follow, CLOCK);
        return this;
    }

    /** One step through the log, and nothing that follows from it. */
    void follow() throws Exception {
        follow.take();
    }

    void register(TransactionRegistered wanted) {
        supervision.register(wanted, given -> RegistrationDecision.decide(given, wanted), asked());
    }

    void report(String transactionId, String participant, ReportedState state) {
        supervision.decide(transactionId, new ReportDecision(participant, state, null)::decide, asked());
    }

    private static Request asked() {
        return new Request("c-1", null, Map.of());
    }

    Transaction transaction(String id) {
        return reader.now(id);
    }

    /** From now on nothing of it reaches the database. What it had asked others for, it had. */
    void kill() {
        if (killed.compareAndSet(false, true)) {
            log.close();
        }
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
        if (own != null) {
            own.close();
        }
        callbacks.close();
        kill();
    }
}
