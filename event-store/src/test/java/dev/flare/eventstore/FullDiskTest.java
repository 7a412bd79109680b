package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.SmallDiskPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk that the tables are on is full, for real. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FullDiskTest {

    private static final String DISK_FULL = "53100";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    @Test
    void appends_fail_within_patience_and_go_on_by_themselves_when_there_is_room_again() throws Exception {
        assumeTrue(SmallDiskPostgres.isPossible(), "user namespaces are not allowed here (unshare -U -r -m)");
        try (SmallDiskPostgres postgres = new SmallDiskPostgres(directory, "12m")) {
            onTheSmallDisk(postgres);
            try (HikariDataSource dataSource = postgres.server().open("postgres", "full", 8);
                    EventStore store = EventStore.open(
                            dataSource, "full", TestLog.settings().withPatience(PATIENCE), Clock.systemUTC())) {
                fillAndFree(dataSource, store);
            }
        }
    }

    private static void onTheSmallDisk(SmallDiskPostgres postgres) throws SQLException {
        try (HikariDataSource owner = postgres.server().open("postgres", "owner", 1)) {
            execute(owner, "CREATE TABLESPACE small LOCATION '" + postgres.disk() + "'");
            execute(owner, "ALTER DATABASE postgres SET default_tablespace = small");
        }
        try (HikariDataSource owner = postgres.server().open("postgres", "owner", 2)) {
            EventStoreSchema.migrate(owner);
            execute(owner, "CREATE TABLE ballast AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
        }
    }

    private static void fillAndFree(HikariDataSource dataSource, EventStore store) throws SQLException {
        try (Callers callers = new Callers(store, 16, FullDiskTest::incompressible)) {
            callers.awaitNo();
            CompletableFuture<Appended> refused = store.append(
                    List.of(new NewEvent(UUID.randomUUID(), "A", "1", List.of("a=1"), incompressible())), List.of());
            assertThat(Events.failure(refused).getCause())
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(DISK_FULL));
            assertThat(store.source(Events.tagged("a=1"), Marker.ORIGIN).events())
                    .as("reads go on")
                    .isNotEmpty();
            execute(dataSource, "DROP TABLE ballast");
            callers.awaitMore(32);
            callers.judge(store, new EventReader(dataSource), PATIENCE.plusSeconds(14));
        }
    }

    private static String incompressible() {
        byte[] bytes = new byte[4_000];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void execute(HikariDataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
