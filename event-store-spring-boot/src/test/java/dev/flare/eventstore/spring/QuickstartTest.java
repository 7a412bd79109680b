package dev.flare.eventstore.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.axon.tokens.PostgresTokenStore;
import dev.flare.eventstore.spring.quickstart.AxonQuickstart;
import dev.flare.eventstore.spring.quickstart.Quickstart;
import dev.flare.eventstore.support.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.eventhandling.processing.streaming.pooled.PooledStreamingEventProcessor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The README's first lines are code that runs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QuickstartTest {

    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PROPERTIES = Pattern.compile("```properties\\n(.*?)```", Pattern.DOTALL);

    private final String database = TestPostgres.newDatabase();
    private final PostgresServer owner = TestPostgres.owner();

    private String[] arguments() throws IOException {
        return shown(PROPERTIES)
                .getFirst()
                .lines()
                .map(line -> line.startsWith("spring.datasource.url=")
                        ? "spring.datasource.url=" + owner.url(database)
                        : line)
                .map(line -> line.startsWith("spring.datasource.username=")
                        ? "spring.datasource.username=" + owner.user()
                        : line)
                .map(line -> line.startsWith("spring.datasource.password=")
                        ? "spring.datasource.password=" + owner.password()
                        : line)
                .map(line -> "--" + line)
                .toArray(String[]::new);
    }

    private static List<String> shown(Pattern blocks) throws IOException {
        String readme = Files.readString(Path.of("..", "event-store", "README.md"));
        return blocks.matcher(readme).results().map(found -> found.group(1)).toList();
    }

    private static String source(Class<?> type) throws IOException {
        Path tests = Path.of("src", "test", "java");
        return Files.readString(tests.resolve(type.getName().replace('.', '/') + ".java"));
    }

    @Test
    void what_the_readme_shows_is_what_is_run_here_and_at_most_ten_lines() throws IOException {
        String quickstart = source(Quickstart.class);
        String axon = source(AxonQuickstart.class);
        List<String> shown = shown(JAVA);

        assertThat(shown.get(0)).isEqualTo(quickstart.substring(quickstart.indexOf("@SpringBootApplication")));
        assertThat(shown.get(1))
                .isEqualTo(axon.substring(
                                axon.indexOf('\n', axon.indexOf("// README: from here")) + 1,
                                axon.indexOf("    // README: to"))
                        .indent(-4));
        assertThat(shown).hasSize(2).allSatisfy(code -> assertThat(statements(code))
                .hasSizeLessThanOrEqualTo(10));
    }

    /** Lines that are more than a closing brace. */
    private static Stream<String> statements(String code) {
        return code.lines().filter(line -> !line.isBlank() && !line.strip().equals("}"));
    }

    @Test
    void the_quick_start_appends_an_event_to_an_empty_database() throws IOException {
        Quickstart.main(arguments());
        Quickstart.main(arguments());

        try (HikariDataSource pool = owner.open(database, "read", 1)) {
            assertThat(new EventReader(pool).after(0, 10))
                    .extracting(event -> event.position() + " " + event.type())
                    .containsExactly("1 bank.AccountOpened", "2 bank.AccountOpened");
        }
    }

    @Test
    void the_axon_quick_start_projects_in_the_transaction_of_the_token() throws IOException {
        try (ConfigurableApplicationContext application = SpringApplication.run(AxonQuickstart.class, arguments())) {
            JdbcClient views = application.getBean(JdbcClient.class);
            EventStore store = application.getBean(EventStore.class);
            PostgresTokenStore tokens = application.getBean(PostgresTokenStore.class);

            // Without its table the view fails, and the token stays where it is.
            open(store, "Ada");
            await().during(Duration.ofMillis(500)).until(() -> tokens.position("accounts") <= 0);
            views.sql("CREATE TABLE owners (name text PRIMARY KEY)").update();
            open(store, "Bob");

            await().atMost(Duration.ofSeconds(60)).until(() -> tokens.position("accounts") == 2);
            assertThat(views.sql("SELECT name FROM owners ORDER BY name")
                            .query(String.class)
                            .list())
                    .containsExactly("Ada", "Bob");
            assertThat(tokens.fetchSegments("accounts", null).join()).hasSize(1);
            assertThat(application
                            .getBean(AxonConfiguration.class)
                            .getModuleConfiguration("accounts")
                            .orElseThrow()
                            .getComponent(PooledStreamingEventProcessor.class, "accounts")
                            .isRunning())
                    .isTrue();
        }
    }

    private static void open(EventStore store, String owner) {
        String payload = "{\"owner\":\"" + owner + "\"}";
        store.append(List.of(new NewEvent(UUID.randomUUID(), "bank.AccountOpened", "1", List.of(), payload)), List.of())
                .join();
    }
}
