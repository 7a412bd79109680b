package dev.flare.saga.lists;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.SagaSchema;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisionMetrics;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.OperatorDecision;
import dev.flare.saga.transaction.RegistrationDecision;
import dev.flare.saga.transaction.ReportDecision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A supervisor's log on a database of its own, and what happens in it. */
final class SupervisedLog implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Request REQUEST = new Request("correlation", null, Map.of());

    private final SupervisorLog log;
    private final Supervision supervision;

    private SupervisedLog(SupervisorLog log) {
        this.log = log;
        this.supervision =
                new Supervision(log, PATIENCE, Clock.systemUTC(), new SupervisionMetrics(new SimpleMeterRegistry()));
    }

    static SupervisedLog made() {
        String database = TestPostgres.newDatabase() + "_" + SupervisorLog.NAME;
        TestPostgres.execute("CREATE DATABASE " + database);
        PostgresServer owner = TestPostgres.owner();
        String template = owner.urlTemplate().replace("{database}", database.replace(SupervisorLog.NAME, "{database}"));
        PostgresServer server = new PostgresServer(template, owner.user(), owner.password());
        var tables = server.open(SupervisorLog.NAME, "owner", 2);
        EventStoreSchema.migrate(tables);
        SagaSchema.migrate(tables);
        tables.close();
        return new SupervisedLog(new SupervisorLog(server, PATIENCE, Clock.systemUTC(), new SimpleMeterRegistry()));
    }

    SupervisorLog log() {
        return log;
    }

    void register(String id, OnFailure onFailure, String... participants) {
        List<EnlistedParticipant> enlisted = Stream.of(participants)
                .map(name ->
                        new EnlistedParticipant(name, List.of(), Duration.ofHours(1), null, "http://localhost/" + name))
                .toList();
        TransactionRegistered wanted = new TransactionRegistered(id, "shipping", onFailure, enlisted);
        supervision.register(wanted, given -> RegistrationDecision.decide(given, wanted), REQUEST);
    }

    /** Reports; whether it was taken. */
    boolean report(String id, String participant, ReportedState state) {
        try {
            supervision.decide(id, new ReportDecision(participant, state, "said so")::decide, REQUEST);
            return true;
        } catch (RefusedException refused) {
            return false;
        }
    }

    void act(String id, OperatorDecision.Act act) {
        supervision.decide(id, given -> OperatorDecision.decide(given, act, "for the test"), REQUEST);
    }

    @Override
    public void close() {
        log.close();
    }
}
