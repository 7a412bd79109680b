package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.SilentNetwork;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArrivalsTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final String LISTENING = """
            SELECT coalesce(max(pid), 0) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle' AND application_name = 'far' AND query LIKE 'LISTEN%'
            AND pid <> """;

    @Test
    void a_connection_that_falls_silent_without_breaking_is_replaced() throws Exception {
        try (TestLog log = new TestLog();
                SilentNetwork network =
                        new SilentNetwork(URI.create(log.owner.getJdbcUrl().substring("jdbc:".length()))
                                .getPort());
                HikariDataSource far = far(log, network);
                Arrivals arrivals = new Arrivals(far, "far", Duration.ofSeconds(1))) {
            EventStore store = log.open();
            arrivals.count();
            await().atMost(LONG_ENOUGH).until(() -> log.number(LISTENING + 0) > 0);
            long silenced = log.number(LISTENING + 0);
            network.fallSilent();
            await().atMost(LONG_ENOUGH).until(() -> log.number(LISTENING + silenced) > 0);

            long seen = arrivals.count();
            get(store.append(List.of(event("A")), List.of()));
            Thread waiting = Thread.ofVirtual().start(() -> awaitAn(arrivals, seen));
            assertThat(waiting.join(LONG_ENOUGH)).isTrue();
        }
    }

    private static HikariDataSource far(TestLog log, SilentNetwork network) {
        String user = log.owner.getUsername();
        String url = "jdbc:postgresql://127.0.0.1:" + network.port() + "/{database}";
        return new PostgresServer(url, user, log.owner.getPassword()).open(log.database, "far", 4);
    }

    private static void awaitAn(Arrivals arrivals, long seen) {
        try {
            arrivals.await(seen, AN_HOUR);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void who_waits_in_the_process_that_appends_is_woken_without_the_server() {
        try (TestLog log = new TestLog();
                TestLog deaf = new TestLog();
                Arrivals arrivals = new Arrivals(deaf.owner, "deaf")) {
            EventStore store = log.open();
            store.wakes(arrivals);
            await().until(() -> arrivals.count() == 1); // it listens, to another log
            get(store.append(List.of(event("A")), List.of()));
            await().until(() -> arrivals.count() == 2);
        }
    }

    @Test
    void what_was_heard_directly_is_not_heard_again_from_the_server_and_what_others_commit_is_heard() {
        try (TestLog log = new TestLog();
                Arrivals arrivals = new Arrivals(log.owner, "both")) {
            EventStore store = log.open();
            EventStore other = log.open();
            store.wakes(arrivals);
            await().until(() -> arrivals.count() == 1);
            for (int i = 0; i < 20; i++) {
                get(store.append(List.of(event("A")), List.of()));
            }
            await().until(() -> arrivals.count() == 21);
            get(other.append(List.of(event("A")), List.of()));
            await().until(() -> arrivals.count() > 21);
            assertThat(arrivals.count()).isEqualTo(22);
        }
    }
}
