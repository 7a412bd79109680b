package dev.flare.eventstore.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.InlineProjection;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.eventstore.axon.tokens.PostgresTokenStore;
import dev.flare.eventstore.axon.tokens.Replay;
import dev.flare.eventstore.axon.tokens.ViewTransaction;
import dev.flare.eventstore.axon.tokens.ViewTransactions;
import dev.flare.eventstore.support.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventStoreAutoConfigurationTest {

    private static final String MIGRATE = "flare.event-store.migrate=true";

    private static final List<String> SETTINGS = List.of(
            "enabled",
            "name",
            "url",
            "username",
            "password",
            "connections",
            "migrate",
            "owner.username",
            "owner.password",
            "unique-tag-keys",
            "recent-events",
            "waiting-events",
            "batch-events",
            "patience",
            "tokens.node-id",
            "tokens.claim-time",
            "tokens.watched");

    private final PostgresServer owner = TestPostgres.owner();
    private final String database = TestPostgres.newDatabase();
    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(EventStoreAutoConfiguration.class, EventStoreAxonAutoConfiguration.class));
    private final ApplicationContextRunner runner = bare.withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
            .withPropertyValues(sharedBy(owner));

    private String[] sharedBy(PostgresServer role) {
        return new String[] {
            "spring.datasource.url=" + role.url(database),
            "spring.datasource.username=" + role.user(),
            "spring.datasource.password=" + role.password()
        };
    }

    private static NewEvent event() {
        return new NewEvent(UUID.randomUUID(), "X", "1", List.of("a=1"), "{}");
    }

    private static long append(AssertableApplicationContext context) {
        return context.getBean(EventStore.class)
                .append(List.of(event()), List.of())
                .join()
                .lastPosition();
    }

    private static FailureAnalysis refusal(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        FailureAnalysis analysis = new EventStoreFailureAnalyzer().analyze(context.getStartupFailure());
        assertThat(analysis).isNotNull();
        return analysis;
    }

    @Test
    void a_data_source_is_enough() {
        EventStore[] opened = new EventStore[1];
        runner.withPropertyValues(MIGRATE).run(context -> {
            assertThat(append(context)).isOne();
            assertThat(context).hasSingleBean(EventReader.class).hasSingleBean(Arrivals.class);
            opened[0] = context.getBean(EventStore.class);
        });
        assertThatThrownBy(() -> opened[0].append(List.of(event()), List.of()).join())
                .as("closed with the application")
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void the_applications_own_tables_may_be_there_first() {
        runner.run(context -> assertThat(context).hasFailed());
        try (HikariDataSource pool = owner.open(database, "own", 1)) {
            JdbcClient.create(pool).sql("CREATE TABLE customers (id int)").update();
        }
        runner.withPropertyValues(MIGRATE)
                .run(context -> assertThat(append(context)).isOne());
        runner.withPropertyValues(MIGRATE)
                .run(context -> assertThat(append(context)).isEqualTo(2));
    }

    @Test
    void an_inline_projection_that_is_a_bean_is_written_with_the_events_to_a_table_of_the_applications_own_migration() {
        runner.withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
                .withPropertyValues(
                        MIGRATE, "spring.sql.init.mode=always", "spring.sql.init.schema-locations=classpath:view.sql")
                .withBean(
                        InlineProjection.class,
                        () -> new InlineProjection("view_rows", "INSERT INTO view SELECT position FROM appended"))
                .run(context -> {
                    append(context);
                    append(context);
                    assertThat(numbers(JdbcClient.create(context.getBean(DataSource.class))))
                            .containsExactly(1, 2);
                });
    }

    @Test
    void a_url_of_its_own_gives_it_a_pool_of_its_own_which_is_closed_in_the_end() {
        DataSource[] pool = new DataSource[1];
        bare.withPropertyValues(
                        MIGRATE,
                        "flare.event-store.url=" + owner.url(database),
                        "flare.event-store.username=" + owner.user(),
                        "flare.event-store.password=" + owner.password())
                .run(context -> {
                    assertThat(append(context)).isOne();
                    assertThat(context).doesNotHaveBean(DataSource.class);
                    pool[0] = context.getBean(EventStoreDatabase.class).dataSource();
                });
        assertThat(((HikariDataSource) pool[0]).isClosed()).isTrue();
    }

    @Test
    void the_owner_migrates_and_the_application_works_with_the_least_rights() {
        PostgresServer narrow = TestPostgres.as("narrow_application");
        runner.withPropertyValues(sharedBy(narrow))
                .withPropertyValues(
                        MIGRATE,
                        "flare.event-store.owner.username=" + owner.user(),
                        "flare.event-store.owner.password=" + owner.password())
                .run(context -> {
                    assertThat(append(context)).isOne();
                    PostgresTokenStore tokens = context.getBean(PostgresTokenStore.class);
                    tokens.initializeTokenSegments("view", 1, null, null).join();
                    assertThat(tokens.fetchToken("view", 0, null).join()).isNull();
                    try (Connection connection =
                                    context.getBean(DataSource.class).getConnection();
                            Statement statement = connection.createStatement()) {
                        assertThatThrownBy(() -> statement.execute("DELETE FROM events"))
                                .hasMessageContaining("permission denied");
                        assertThatThrownBy(() -> statement.execute("CREATE TABLE mine (x int)"))
                                .hasMessageContaining("permission denied");
                    }
                });
        runner.withPropertyValues(sharedBy(narrow)).run(context -> assertThat(append(context))
                .as("without the migration, the tables being there")
                .isEqualTo(2));
    }

    @Test
    void a_database_without_tables_is_refused_with_what_to_do() {
        runner.run(context -> {
            FailureAnalysis refusal = refusal(context);
            assertThat(refusal.getDescription()).contains("is without the event store");
            assertThat(refusal.getAction()).contains("flare.event-store.migrate=true");
        });
    }

    @Test
    void older_tables_are_refused_with_what_to_do() throws Exception {
        try (HikariDataSource pool = owner.open(database, "old", 2)) {
            EventStoreSchema.migrate(pool);
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DELETE FROM event_store_schema WHERE version <> '1'");
            }
        }
        runner.run(context -> assertThat(refusal(context).getDescription()).contains("has version 1"));
    }

    @Test
    void a_role_without_the_rights_is_refused_with_what_to_do() {
        runner.withPropertyValues(MIGRATE).run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues(sharedBy(TestPostgres.as("no_application"))).run(context -> {
            FailureAnalysis refusal = refusal(context);
            assertThat(refusal.getDescription()).contains("no_application");
            assertThat(refusal.getAction()).contains("GRANT flare_append");
        });
    }

    @Test
    void no_database_at_all_is_refused_with_what_to_do() {
        bare.run(context -> {
            FailureAnalysis refusal = refusal(context);
            assertThat(refusal.getDescription()).contains("neither one DataSource");
            assertThat(refusal.getAction()).contains("spring.datasource.url", "flare.event-store.url");
        });
    }

    @Test
    void a_server_that_does_not_answer_is_told_apart() {
        bare.withPropertyValues(
                        "flare.event-store.url=jdbc:postgresql://127.0.0.1:1/nowhere", "flare.event-store.username=x")
                .run(context -> assertThat(refusal(context).getAction()).contains("Is the server up"));
    }

    @Test
    void a_pool_that_is_too_small_is_refused_before_it_deadlocks() {
        runner.withPropertyValues(MIGRATE, "spring.datasource.hikari.maximum-pool-size=3")
                .run(context -> {
                    FailureAnalysis refusal = refusal(context);
                    assertThat(refusal.getDescription()).contains("has 3 connections");
                    assertThat(refusal.getAction()).contains("maximum-pool-size to at least 6");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            patience=0s                  | patience is PT0S and has to be
            recent-events=0              | recent-events is 0 and has to be at least 1
            batch-events=-1              | batch-events is -1 and has to be at least 1
            waiting-events=0             | waiting-events is 0 and has to be at least 1
            name=                        | name is  and has to be not blank
            url=jdbc:h2:mem:x            | url is jdbc:h2:mem:x and has to be a URL of PostgreSQL
            url=jdbc:postgresql://x/y    | username is null and has to be given
            unique-tag-keys=a=b          | unique-tag-keys is a=b and has to be keys
            tokens.claim-time=1ms        | tokens.claim-time is PT0.001S and has to be at least 100ms
            """)
    void settings_that_cannot_be_are_refused_by_name(String setting, String message) {
        runner.withPropertyValues("flare.event-store." + setting).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("flare.event-store." + message));
    }

    @Test
    void it_can_be_switched_off() {
        bare.withPropertyValues("flare.event-store.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(EventStore.class)
                .doesNotHaveBean(PostgresEventStorageEngine.class));
    }

    @Test
    void a_store_of_the_applications_own_takes_its_place() {
        try (HikariDataSource pool = owner.open(database, "own", 8)) {
            EventStoreSchema.migrate(pool);
            runner.withPropertyValues(MIGRATE)
                    .withBean(
                            "mine",
                            EventStore.class,
                            () -> EventStore.open(pool, "mine", EventStoreSettings.defaults(), Clock.systemUTC()))
                    .run(context ->
                            assertThat(context).hasSingleBean(EventStore.class).hasBean("mine"));
        }
    }

    @Test
    void it_is_measured_where_there_is_a_registry() {
        runner.withPropertyValues(MIGRATE, "flare.event-store.name=uk", "flare.event-store.tokens.watched=accounts")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    append(context);
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(meters));
                    await().untilAsserted(() -> assertThat(meters.get("flare.append")
                                    .tags("region", "uk", "end", "committed")
                                    .timer()
                                    .count())
                            .isOne());
                    assertThat(meters.get("flare.append.waiting.events").gauge().value())
                            .isZero();
                    PostgresTokenStore tokens = context.getBean(PostgresTokenStore.class);
                    tokens.initializeTokenSegments("accounts", 1, null, null).join();
                    assertThat(meters.get("flare.follower.lag.events")
                                    .tags("region", "uk", "follower", "streams")
                                    .gauge()
                                    .value())
                            .isZero();
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> meters.get("flare.follower.lag.events")
                                            .tags("region", "uk", "follower", "accounts")
                                            .gauge()
                                            .value()
                                    == 1);
                });
    }

    @Test
    void its_health_is_told_from_the_last_look() {
        runner.withPropertyValues(MIGRATE).run(context -> {
            append(context);
            HealthIndicator health = context.getBean("eventStoreHealthIndicator", HealthIndicator.class);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(health.health())
                    .returns(Status.UP, Health::getStatus)
                    .extracting(Health::getDetails)
                    .hasFieldOrPropertyWithValue("head", 1L));
            context.getBean(HikariDataSource.class).close();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.DOWN));
            assertThat(health.health().getDetails()).containsKeys("down", "failure");
        });
        runner.withPropertyValues(MIGRATE, "management.health.event-store.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("eventStoreHealthIndicator"));
    }

    @Test
    void it_needs_neither_axon_nor_micrometer_nor_actuator_nor_springs_jdbc() {
        bare.withPropertyValues(
                        MIGRATE,
                        "flare.event-store.url=" + owner.url(database),
                        "flare.event-store.username=" + owner.user(),
                        "flare.event-store.password=" + owner.password())
                .withClassLoader(new FilteredClassLoader(
                        "org.axonframework",
                        "io.micrometer",
                        "org.springframework.boot.health",
                        "org.springframework.jdbc",
                        "org.springframework.transaction"))
                .run(context -> {
                    assertThat(append(context)).isOne();
                    assertThat(context.getBeanNamesForType(Object.class))
                            .doesNotContain("eventStorageEngine", "eventStoreMetrics", "eventStoreHealthIndicator");
                });
    }

    @Test
    void with_axon_there_are_engine_tokens_and_replay() {
        runner.withPropertyValues(MIGRATE).run(context -> {
            assertThat(context)
                    .hasSingleBean(PostgresEventStorageEngine.class)
                    .hasSingleBean(PostgresTokenStore.class)
                    .hasSingleBean(Replay.class)
                    .hasSingleBean(EventStoreInAxon.class);
            append(context);
            assertThat(context.getBean(PostgresEventStorageEngine.class)
                            .latestToken(null)
                            .join()
                            .position())
                    .hasValue(1);
        });
    }

    @Test
    void what_takes_part_in_springs_transactions_takes_part_in_the_views() {
        runner.withPropertyValues(MIGRATE).run(context -> {
            JdbcClient client = JdbcClient.create(context.getBean(DataSource.class));
            client.sql("CREATE TABLE view (x int)").update();
            ViewTransactions.Begin begin = context.getBean(ViewTransactions.Begin.class);

            ViewTransaction taken = begin.begin();
            client.sql("INSERT INTO view VALUES (1)").update();
            taken.connection().createStatement().execute("INSERT INTO view VALUES (2)");
            taken.rollback();
            assertThat(numbers(client)).isEmpty();

            ViewTransaction kept = begin.begin();
            client.sql("INSERT INTO view VALUES (3)").update();
            kept.connection().createStatement().execute("INSERT INTO view VALUES (4)");
            kept.commit();
            assertThat(numbers(client)).containsExactly(3, 4);
        });
    }

    private static List<Integer> numbers(JdbcClient client) {
        return client.sql("SELECT x FROM view ORDER BY x").query(Integer.class).list();
    }

    @Test
    void a_transaction_manager_of_another_database_is_refused_instead_of_trusted() {
        runner.withPropertyValues(MIGRATE)
                .withBean(
                        PlatformTransactionManager.class,
                        () -> new DataSourceTransactionManager(owner.open(database, "another", 1)))
                .run(context -> assertThatThrownBy(() ->
                                context.getBean(ViewTransactions.Begin.class).begin())
                        .isInstanceOf(EventStoreMisconfiguredException.class)
                        .hasMessageContaining("does not begin transactions of the views' DataSource"));
    }

    @Test
    void what_to_do_is_told_by_boot_itself() throws IOException {
        assertThat(text("/META-INF/spring.factories"))
                .contains("FailureAnalyzer=" + EventStoreFailureAnalyzer.class.getName());
    }

    private static String text(String resource) throws IOException {
        try (InputStream file = EventStoreProperties.class.getResourceAsStream(resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void every_setting_is_described_to_editors() throws IOException {
        String metadata = text("/META-INF/spring-configuration-metadata.json");
        for (String setting : SETTINGS) {
            String name = "\"flare.event-store." + setting + "\"";
            assertThat(metadata).contains(name);
            String entry = metadata.substring(metadata.indexOf(name), metadata.indexOf('}', metadata.indexOf(name)));
            assertThat(entry).as(setting).contains("\"description\"");
        }
    }
}
