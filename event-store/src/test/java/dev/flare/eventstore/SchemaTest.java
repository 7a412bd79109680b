package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaTest {

    private static final Schema SCHEMA = EventStoreSchema.SCHEMA;
    private static final String APPEND = "flare_append";

    private final String database = TestPostgres.newDatabase();
    private final DataSource owner = TestPostgres.owner().open(database, "test", 16);
    private PostgresServer application = TestPostgres.owner();

    @BeforeEach
    void roles() {
        EventStoreSchema.migrate(TestPostgres.newDataSource());
        application = TestPostgres.as("schema_append", APPEND);
    }

    private void check() {
        SCHEMA.require(application, database, APPEND);
    }

    @Test
    void an_application_starts_on_what_was_migrated_also_when_that_was_done_by_many_at_once() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> migrations = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> SCHEMA.migrate(owner)))
                    .toList();
            for (Future<?> migration : migrations) {
                migration.get(30, TimeUnit.SECONDS);
            }
        }

        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void an_empty_database_is_refused_with_what_to_do() {
        assertThatThrownBy(this::check)
                .isInstanceOf(DatabaseNotReadyException.class)
                .hasMessageContaining(database)
                .hasMessageContaining("without the event store; run `flare migrate` first");
    }

    @Test
    void a_database_that_is_not_there_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> SCHEMA.require(application, "nowhere", APPEND))
                .isInstanceOf(DatabaseNotReadyException.class)
                .hasMessageContaining("\"nowhere\" does not exist; run `flare migrate` first");
    }

    @Test
    void the_log_is_frozen_as_it_is_written_and_not_counted_before_it_has_grown() throws SQLException {
        SCHEMA.migrate(owner);

        assertThat(settings("events")).isEqualTo(settings("event_tags"));
        assertThat(settings("events"))
                .contains("autovacuum_freeze_min_age=0")
                .contains("autovacuum_analyze_threshold=5000")
                .contains("autovacuum_vacuum_insert_threshold=5000");
    }

    private String settings(String table) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT reloptions::text FROM pg_class WHERE oid = '" + table + "'::regclass")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void older_tables_are_refused_with_what_to_do() throws SQLException {
        SCHEMA.migrate(owner);
        execute("DELETE FROM event_store_schema WHERE version <> '1'");

        assertThatThrownBy(this::check)
                .isInstanceOf(DatabaseNotReadyException.class)
                .hasMessageContaining("version 1, this Flare needs")
                .hasMessageContaining("run `flare migrate` first");
    }

    @Test
    void newer_tables_are_refused_by_applications_and_by_the_migration() throws SQLException {
        SCHEMA.migrate(owner);
        execute("""
                INSERT INTO event_store_schema (installed_rank, version, description, type, script, installed_by,
                    execution_time, success) VALUES (99, '99', 'from the future', 'SQL', 'V99__x.sql', 'me', 1, true)""");

        assertThatThrownBy(this::check)
                .isInstanceOf(DatabaseNotReadyException.class)
                .hasMessageContaining("version 99, this Flare knows only");
        assertThatThrownBy(() -> SCHEMA.migrate(owner))
                .isInstanceOf(DatabaseNotReadyException.class)
                .hasMessageContaining("99");
    }

    @Test
    void a_role_without_the_rights_or_with_another_password_is_told_so() {
        SCHEMA.migrate(owner);
        PostgresServer reader = TestPostgres.as("schema_read", "flare_read");
        PostgresServer stranger = TestPostgres.as("schema_stranger");
        PostgresServer forgetful = new PostgresServer(application.urlTemplate(), "schema_nobody", "wrong");

        assertThatThrownBy(() -> SCHEMA.require(reader, database, APPEND))
                .hasMessageContaining("schema_read is no member of flare_append");
        assertThatThrownBy(() -> SCHEMA.require(stranger, database, APPEND))
                .hasMessageContaining("schema_stranger has not the rights");
        assertThatThrownBy(() -> SCHEMA.require(forgetful, database, APPEND))
                .hasMessageContaining("schema_nobody")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void a_server_that_does_not_answer_is_another_matter() {
        PostgresServer nowhere = new PostgresServer("jdbc:postgresql://127.0.0.1:1/{database}", "x", "x");

        assertThatThrownBy(() -> SCHEMA.require(nowhere, "uk", APPEND)).isInstanceOf(StoreUnavailableException.class);
        assertThatCode(() -> SCHEMA.requireWhereReachable(nowhere, "uk", APPEND))
                .doesNotThrowAnyException();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
