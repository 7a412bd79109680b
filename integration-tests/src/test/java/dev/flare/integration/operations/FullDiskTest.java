package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flare.command.CommandSchema;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.SmallDiskPostgres;
import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.CommandSide;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A region's disk is full, for real. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FullDiskTest {

    @TempDir
    Path directory;

    @Test
    void commands_are_503_in_time_until_there_is_room_again_and_what_was_repeated_is_done_once() throws Exception {
        assumeTrue(SmallDiskPostgres.isPossible(), "user namespaces are not allowed here (unshare -U -r -m)");
        try (SmallDiskPostgres postgres = new SmallDiskPostgres(directory, "6m")) {
            migrate(postgres);
            PostgresServer server = postgres.server();
            try (CommandSide side = CommandSide.start(server, "--flare.regions=uk", "--flare.command.patience=1s")) {
                fillAndFree(server, new Bank(side.api()));
            }
        }
    }

    private static void migrate(SmallDiskPostgres postgres) throws SQLException {
        PostgresServer server = postgres.server();
        execute(server, "postgres", "CREATE TABLESPACE small LOCATION '" + postgres.disk() + "'");
        execute(server, "postgres", "CREATE DATABASE uk");
        execute(server, "postgres", "ALTER DATABASE uk SET default_tablespace = small");
        execute(server, "postgres", "CREATE DATABASE supervisor");
        EventStoreSchema.migrate(owner(server, "supervisor"));
        EventStoreSchema.migrate(owner(server, "uk"));
        CommandSchema.SCHEMA.migrate(owner(server, "uk"));
        execute(server, "uk", "CREATE TABLE ballast AS SELECT repeat('x', 1000) FROM generate_series(1, 3000)");
    }

    private static PGSimpleDataSource owner(PostgresServer server, String database) {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(server.url(database));
        owner.setUser(server.user());
        owner.setPassword(server.password());
        return owner;
    }

    private static void fillAndFree(PostgresServer server, Bank bank) throws SQLException {
        String account = bank.open("uk");
        long deposited = 0;
        String key = Bank.unique("key");
        for (Answer answer = deposit(bank, account, key);
                answer.status() != 503;
                answer = deposit(bank, account, key)) {
            answer.expect(201);
            deposited++;
            key = Bank.unique("key");
        }
        String unknown = key;
        Answer refused = deposit(bank, account, unknown).expect(503, "UNAVAILABLE");
        assertThat(refused.header("Retry-After")).isPresent();
        execute(server, "uk", "DROP TABLE ballast");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> deposit(bank, account, unknown).status() == 201);
        assertThat(deposit(bank, account, unknown).expect(201).header("Idempotency-Hit"))
                .contains("true");
        assertThat(count(server)).as("each once").isEqualTo(deposited + 1);
    }

    private static Answer deposit(Bank bank, String account, String key) {
        long began = System.nanoTime();
        Map<String, ?> body = Map.of("amount", 1, "metadata", Map.of("scan", incompressible(key)));
        Answer answer = bank.api().post("/api/accounts/" + account + "/deposits", body, key);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        return answer;
    }

    /** The same for the same key, for it is part of the request. */
    private static String incompressible(String key) {
        byte[] bytes = new byte[2_800];
        new Random(key.hashCode()).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static long count(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server, "uk");
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM events WHERE type = 'ledger.MoneyDeposited'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(PostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(PostgresServer server, String database) throws SQLException {
        return DriverManager.getConnection(server.url(database), server.user(), server.password());
    }
}
