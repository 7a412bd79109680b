package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.PostgresServer;
import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Postgres;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The supervisor's database is away for a while, and nobody has to do anything about it afterwards. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SupervisorDatabaseAwayTest {

    private static final String AU = "au.ledger";
    private static final String UK = "uk.ledger";

    /** The supervisor's own patience, and what requests take on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Postgres POSTGRES = Flare.shared().postgres();
    private static final Relay RELAY = new Relay(POSTGRES.port());
    private static final Supervisor SUPERVISOR = start();
    private static final Api API = SUPERVISOR.api();

    private final Participants participants = new Participants();

    /** How it is away. */
    enum Fault {
        REFUSES,
        HANGS
    }

    private static Supervisor start() {
        PostgresServer direct =
                Supervisor.databases(POSTGRES, Bank.unique("away").replace('-', '_'));
        String template = direct.urlTemplate().replace(":" + POSTGRES.port() + "/", ":" + RELAY.port() + "/");
        return Supervisor.start(
                new PostgresServer(template, direct.user(), direct.password()), "uk", "--flare.saga.patience=2s");
    }

    @AfterAll
    static void close() {
        SUPERVISOR.close();
        RELAY.close();
    }

    @ParameterizedTest
    @EnumSource
    void reports_are_refused_in_time_and_all_goes_on_by_itself(Fault fault) {
        Supervised late = Enlisting.held().with(AU, "PT1.5S").register(API);
        Supervised started = Enlisting.held().with(AU, "PT1.5S").register(API);
        started.report(AU, "STARTED").expect(200);
        Supervised going = Enlisting.held().with(AU).with(UK).register(API);
        Supervised undone = compensating();
        going.report(AU, "STARTED").expect(200);
        String key = Bank.unique("key");

        begin(fault);
        participants.recovers("/undo");
        try {
            // A question that is under way on a silent connection waits for it, for up to a minute: only reports are
            // bounded.
            int asking = fault == Fault.REFUSES ? 3 : 1;
            List<Answer> refused = Together.clients(asking, PATIENCE, client -> switch (client) {
                case 0 -> timely(going, key);
                case 1 -> API.get(going.path());
                default -> API.get("/api/alerts");
            });
            assertThat(refused).allSatisfy(answer -> {
                answer.expect(503, "UNAVAILABLE");
                assertThat(answer.header("Retry-After")).isPresent();
            });
            API.get("/actuator/health/liveness").expect(200);
            Instant due = Instant.now().plusMillis(1_500);
            Supervised.soon().until(() -> Instant.now().isAfter(due));
        } finally {
            RELAY.mend();
        }

        Supervised.soon().until(() -> timely(going, key).status() == 200);
        Supervised.soon().until(() -> SUPERVISOR.readiness() == 200);
        going.report(AU, "COMPLETED").expect(200);
        going.does(UK);
        assertThat(going.status()).isEqualTo("COMPLETED");
        going.assertAlerts(0);
        for (Supervised one : List.of(late, started)) {
            one.awaitStatus("HALTED");
            one.awaitDelivered("log");
            one.report(AU, "COMPLETED").expect(409, "TX_HALTED");
            one.assertAlerts(1);
        }
        assertThat(late.alert().required("failure").stringValue()).isEqualTo("NOT_STARTED_IN_TIME");
        assertThat(started.alert().required("failure").stringValue()).isEqualTo("NOT_COMPLETED_IN_TIME");
        undone.awaitStatus("COMPENSATED");
        assertThat(undone.steps("CompensationFailed")).hasSize(1);
        undone.assertAlerts(1);
        participants.close();
    }

    /** Refused once, so that it is tried again while the database is away. */
    private Supervised compensating() {
        participants.answers("/undo", 500);
        Supervised one = Enlisting.undone()
                .with(AU)
                .compensateUrl(participants.url("/undo"))
                .with(UK)
                .register(API)
                .does(AU);
        one.report(UK, "FAILED").expect(200);
        Supervised.soon().until(() -> one.alert().required("escalations").intValue() == 1);
        return one;
    }

    private static void begin(Fault fault) {
        if (fault == Fault.REFUSES) {
            RELAY.cut();
        } else {
            RELAY.silence();
        }
    }

    private static Answer timely(Supervised one, String key) {
        long began = System.nanoTime();
        Answer answer = API.send(API.putting(one.path() + "/participants/" + UK, Map.of("state", "STARTED"))
                .header("Idempotency-Key", key));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
        return answer;
    }
}
