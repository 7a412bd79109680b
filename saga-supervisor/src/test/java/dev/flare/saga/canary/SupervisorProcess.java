package dev.flare.saga.canary;

import dev.flare.eventstore.PostgresServer;
import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.callback.Callbacks;
import dev.flare.saga.callback.ParticipantCalls;
import dev.flare.saga.lists.CanaryRows;
import dev.flare.saga.lists.FollowTransactions;
import dev.flare.saga.lists.Lists;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.run.OwnLog;
import dev.flare.saga.run.Workers;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisionMetrics;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.Case;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.transaction.Verdict;
import dev.flare.saga.work.WorkSignal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** One process of several: its follower and workers run, its canaries are looked at when a test says so. */
final class SupervisorProcess implements AutoCloseable {

    /** A channel that takes what it is told, unless it is dead. */
    static final class Channel implements AlertChannel {

        private final String name;
        private final List<AlertAnswer> told = new CopyOnWriteArrayList<>();
        volatile boolean dead;

        Channel(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void tell(AlertAnswer alert) throws IOException {
            if (dead) {
                throw new IOException("connection refused");
            }
            told.add(alert);
        }

        List<AlertAnswer> told(String type) {
            return told.stream().filter(alert -> alert.type().equals(type)).toList();
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Canaries canaries;
    final Lists lists;
    private final SupervisorLog log;
    private final Supervision supervision;
    private final TransactionReader reader;
    private final Callbacks callbacks = new Callbacks();
    private final WorkSignal signal = new WorkSignal();
    private final Workers workers;
    private final OwnLog own;

    SupervisorProcess(PostgresServer server, Clock clock, Channel... channels) {
        List<String> names = List.of(channels).stream().map(AlertChannel::name).toList();
        this.log = new SupervisorLog(server, PATIENCE, clock, meters);
        this.supervision = new Supervision(log, PATIENCE, clock, new SupervisionMetrics(meters));
        this.reader = new TransactionReader(log.reader());
        this.lists = new Lists(log.tables(), log.wanted(), signal, PATIENCE);
        this.workers = new Workers(
                        supervision,
                        reader,
                        new ParticipantCalls(callbacks),
                        List.of(channels),
                        log.tables(),
                        signal,
                        clock)
                .start();
        this.own = new OwnLog(log, new FollowTransactions(log, log.tables(), names, signal), clock);
        this.canaries = new Canaries(
                new Times(Duration.ofMinutes(1)),
                names,
                supervision,
                reader,
                new CanaryRows(log.tables()),
                signal,
                clock,
                meters);
    }

    /** The clock was moved: whoever waits for a moment is to look again. */
    void wake() {
        signal.raise();
    }

    void decide(String transactionId, String type, Function<Case, Verdict> decision) {
        supervision.learn(transactionId, type, decision, "c-1", java.time.Instant.EPOCH);
    }

    void ask(String transactionId, Function<Case, Verdict> decision) {
        supervision.decide(transactionId, decision, new Request("c-1", null, Map.of()));
    }

    Transaction transaction(String id) {
        return reader.now(id);
    }

    @Override
    public void close() {
        canaries.close();
        workers.close();
        own.close();
        callbacks.close();
        log.close();
    }
}
