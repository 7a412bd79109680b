package dev.flare.saga.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.SagaSchema;
import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A supervisor dies at each step from a failure to its end, and another one finishes: one alert, told, everybody compensated in
 * reverse order, whatever was done twice on the way.
 */
class KilledAtEveryStepTest {

    /** What the first supervisor has done when it dies. */
    enum Step {
        THE_FAILURE_WAS_STORED,
        THE_WORK_WAS_WRITTEN_DOWN,
        A_CHANNEL_WAS_ABOUT_TO_BE_TOLD,
        A_CHANNEL_WAS_TOLD_AND_NOBODY_KNOWS,
        THE_FIRST_WAS_ASKED_TO_COMPENSATE_AND_HAS_NOT,
        THE_FIRST_HAS_COMPENSATED_AND_NOBODY_KNOWS,
        THE_LAST_HAS_COMPENSATED_AND_NOBODY_KNOWS
    }

    private static final String ID = "order-1";

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> undone = new CopyOnWriteArrayList<>();
    private PostgresServer server;
    private DataSource owner;
    private HttpServer participants;
    private volatile Step dies;
    private volatile Supervisor first;

    @BeforeEach
    void start() throws IOException {
        String prefix = TestPostgres.newDatabase();
        TestPostgres.execute("CREATE DATABASE " + prefix + "_supervisor");
        server = new PostgresServer(
                TestPostgres.owner().urlTemplate().replace("{database}", prefix + "_{database}"),
                TestPostgres.owner().user(),
                TestPostgres.owner().password());
        owner = server.open("supervisor", "owner", 2);
        EventStoreSchema.migrate(owner);
        SagaSchema.migrate(owner);
        participants = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        participants.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        participants.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1);
            exchange.getRequestBody().readAllBytes();
            boolean isRefused = compensates(name);
            exchange.sendResponseHeaders(isRefused ? 500 : 200, -1);
            exchange.close();
        });
        participants.start();
    }

    @AfterEach
    void stop() throws Exception {
        participants.stop(0);
        ((AutoCloseable) owner).close();
    }

    /** Whether it dies before it has. */
    private boolean compensates(String name) {
        boolean isLast = name.equals("b.one");
        if (dies == Step.THE_FIRST_WAS_ASKED_TO_COMPENSATE_AND_HAS_NOT && !isLast) {
            die();
            return true;
        }
        undone.add(name);
        if (dies == Step.THE_FIRST_HAS_COMPENSATED_AND_NOBODY_KNOWS && !isLast) {
            die();
        }
        if (dies == Step.THE_LAST_HAS_COMPENSATED_AND_NOBODY_KNOWS && isLast) {
            die();
        }
        return false;
    }

    private void die() {
        dies = null;
        first.kill();
    }

    private final class Told implements AlertChannel {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void tell(AlertAnswer alert) {
            if (dies == Step.A_CHANNEL_WAS_ABOUT_TO_BE_TOLD) {
                die();
                throw new IllegalStateException("killed");
            }
            told.add(alert.alertId());
            if (dies == Step.A_CHANNEL_WAS_TOLD_AND_NOBODY_KNOWS) {
                die();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_one_finishes(Step step) throws Exception {
        try (Supervisor one = new Supervisor(server, new Told())) {
            first = one;
            dies = step;
            fail(one);
            switch (step) {
                case THE_FAILURE_WAS_STORED -> die();
                case THE_WORK_WAS_WRITTEN_DOWN -> {
                    one.follow();
                    die();
                }
                default -> {
                    one.start();
                    await().atMost(Duration.ofSeconds(20)).until(() -> dies == null);
                }
            }
        }
        try (Supervisor other = new Supervisor(server, new Told()).start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> isOver(other.transaction(ID)));
            Transaction transaction = other.transaction(ID);
            assertThat(transaction.alerts()).hasSize(1);
            assertThat(transaction.lastAlert().map(Alert::status)).contains(AlertStatus.RESOLVED);
            assertThat(transaction.lastAlert().orElseThrow().deliveries()).hasSize(1);
            assertThat(told)
                    .isNotEmpty()
                    .containsOnly(transaction.lastAlert().orElseThrow().id());
            assertThat(undone.stream().distinct()).containsExactly("a.two", "b.one");
            assertThat(undone.lastIndexOf("a.two")).isLessThan(undone.indexOf("b.one"));
        }
    }

    private static boolean isOver(Transaction transaction) {
        return transaction.status() == Status.COMPENSATED
                && transaction.alerts().stream().allMatch(alert -> alert.wasDelivered("test", alert.escalations()));
    }

    private void fail(Supervisor supervisor) {
        supervisor.register(new TransactionRegistered(
                ID, "order", OnFailure.COMPENSATE, List.of(one("b.one"), one("a.two"), one("c.three"))));
        supervisor.report(ID, "b.one", ReportedState.STARTED);
        supervisor.report(ID, "a.two", ReportedState.STARTED);
        supervisor.report(ID, "c.three", ReportedState.FAILED);
    }

    private EnlistedParticipant one(String name) {
        String url = "http://127.0.0.1:" + participants.getAddress().getPort() + "/" + name;
        return new EnlistedParticipant(name, List.of(), Duration.ofMinutes(5), url, null);
    }
}
