package dev.flare.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestKafka;
import dev.flare.eventstore.support.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application with a role that has only the rights it needs. */
class SagaSupervisorApplicationTest {

    private static ConfigurableApplicationContext application;
    private static int port;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        port = freePort();
        migrated("uk");
        SagaSchema.migrate(migrated("supervisor"));
        PostgresServer server = TestPostgres.as("test_supervisor", "flare_read", "flare_saga");
        application = SpringApplication.run(
                SagaSupervisorApplication.class,
                "--server.port=" + port,
                "--flare.regions=uk,au",
                "--flare.kafka.bootstrap-servers="
                        + TestKafka.shared().connection().bootstrapServers(),
                "--flare.kafka.partitions=4",
                "--flare.saga.postgres.url-template=" + server.urlTemplate(),
                "--flare.saga.postgres.user=" + server.user(),
                "--flare.saga.postgres.password=" + server.password());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void tells_the_position_of_a_region_and_why_another_has_none() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(get("/api/supervisor/positions"))
                .contains("{\"region\":\"uk\",\"position\":0,\"head\":0,\"lag\":0,\"heartbeat\":\"")
                .contains("\"region\":\"au\",\"position\":null,\"head\":null,\"lag\":null")
                .contains("does not answer"));
    }

    @Test
    void is_not_healthy_while_a_region_cannot_be_followed_but_alive() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(get("/actuator/health"))
                .contains("\"sagaSupervisor\":{\"details\":{")
                .contains("\"status\":\"DOWN\""));
        assertThat(get("/actuator/health/liveness")).contains("\"status\":\"UP\"");
    }

    @Test
    void a_canary_comes_through_with_the_rights_that_it_has() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(get("/actuator/health"))
                .containsPattern(
                        "\"canary\":\\{\"details\":\\{\"through\":\"20[^}]*\"missing\":\\[]},\"status\":\"UP\""));
        assertThat(get("/api/transactions")).doesNotContain("supervisor-canary");
        assertThat(get("/api/alerts")).doesNotContain("supervisor-canary");
        assertThat(get("/api/transactions?type=canary")).contains("supervisor-canary-2");
        assertThat(get("/actuator/prometheus"))
                .contains("flare_canary_age_seconds", "flare_canary_delivery_seconds_count{channel=\"log\"}");
    }

    @Test
    void reports_are_taken_from_kafka() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("/actuator/health/participantReports"))
                        .contains("\"status\":\"UP\"", "\"partitions\":4"));
        assertThat(get("/actuator/prometheus")).contains("flare_reports_failures_in_row");
        assertThat(get("/api/supervisor/parked-reports"))
                .isEqualTo(
                        "{\"cursor\":{\"pageSize\":100,\"hasMore\":false,\"next\":null,\"previous\":null,\"data\":[]}}");
        assertThat(get("/api/supervisor/parked-reports?status=OPEN")).contains("UNKNOWN_FIELD");
    }

    @Test
    void what_is_not_there_is_a_problem_with_a_code() {
        assertThat(get("/api/supervisor/nothing")).contains("\"code\":\"NOT_FOUND\"");
    }

    @Test
    void the_document_tells_its_own_calls_and_no_others() {
        assertThat(get("/v3/api-docs"))
                .contains("\"/api/supervisor/positions\"", "\"openapi\" : \"3.1.")
                .doesNotContain("\"/api/accounts\"", "/actuator");
        assertThat(get("/swagger-ui.html")).contains("v3/api-docs");
    }

    private static DataSource migrated(String database) {
        TestPostgres.execute("CREATE DATABASE " + database);
        DataSource owner = TestPostgres.owner().open(database, "owner", 2);
        EventStoreSchema.migrate(owner);
        return owner;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String get(String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }
}
