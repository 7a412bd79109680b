package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Audit.Told;
import dev.flare.eventstore.support.CrashablePostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server is killed with signal 9, and comes back. The stores are never opened again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashTest {

    private static final int CRASHES = 3;

    @TempDir
    Path directory;

    @Test
    void what_was_acknowledged_survives_and_what_was_not_is_there_whole_or_not_at_all() throws Exception {
        try (CrashablePostgres postgres = new CrashablePostgres(directory);
                HikariDataSource dataSource = pool(postgres)) {
            EventStoreSchema.migrate(dataSource);
            EventStoreSettings settings = TestLog.settings().withRecentEvents(200);
            try (EventStore patient = open(dataSource, settings.withPatience(Duration.ofSeconds(30)));
                    EventStore hasty = open(dataSource, settings.withPatience(Duration.ofMillis(50)))) {
                Writers writers = crashUnderLoad(postgres, List.of(patient, hasty));
                judge(dataSource, writers);
                nobody_waits_longer_than_patience(postgres, hasty);
            }
        }
    }

    private static HikariDataSource pool(CrashablePostgres postgres) {
        HikariDataSource pool = postgres.server().open("postgres", "crash", 16);
        pool.setConnectionTimeout(500);
        return pool;
    }

    private static EventStore open(HikariDataSource dataSource, EventStoreSettings settings) {
        return EventStore.open(dataSource, "crash", settings, Clock.systemUTC());
    }

    private static Writers crashUnderLoad(CrashablePostgres postgres, List<EventStore> stores) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Processes.Process> processes =
                stores.stream().map(PostgresDcbContractTest::process).toList();
        Writers writers = Writers.start(processes, 64, Integer.MAX_VALUE, () -> !done.get());
        for (int crash = 0; crash < CRASHES; crash++) {
            int before = writers.acknowledged().size();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> writers.acknowledged().size() > before + 150);
            postgres.kill();
            postgres.start();
        }
        int before = writers.acknowledged().size();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> writers.acknowledged().size() > before + 50);
        done.set(true);
        return writers.join();
    }

    private static void judge(HikariDataSource dataSource, Writers writers) {
        List<StoredEvent> log = new EventReader(dataSource).after(0, Integer.MAX_VALUE);
        List<Told> told = writers.acknowledged();
        Audit audit = new Audit(log).log_is_sound().each_was_decided_on_all_that_stands_before_it(told);
        told.forEach(audit::is_there_whole);
        writers.unknown().forEach(audit::is_there_whole_or_not_at_all);
        int acknowledged = told.stream().mapToInt(one -> one.events().size()).sum();
        assertThat(log.size()).isGreaterThanOrEqualTo(acknowledged);
        List<NewEvent> known = new ArrayList<>();
        told.forEach(one -> known.addAll(one.events()));
        writers.unknown().forEach(known::addAll);
        assertThat(known)
                .as("nothing that nobody appended")
                .containsAll(log.stream().map(RecentLog::asNew).toList());
    }

    private static void nobody_waits_longer_than_patience(CrashablePostgres postgres, EventStore hasty)
            throws Exception {
        postgres.kill();
        long start = System.nanoTime();
        CompletableFuture<Appended> outcome = hasty.append(List.of(event("A")), List.of());
        assertThat(failure(outcome)).isInstanceOf(StoreUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        postgres.start();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> get(hasty.append(List.of(event("A")), List.of())) != null);
    }
}
