package dev.flare.participant.support;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.saga.SagaSchema;
import dev.flare.saga.SagaSupervisorApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A supervisor in this process, on databases of its own, always at the same port: it can be away for a while. */
public final class Supervisor implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String urlTemplate;
    private final int port;
    private ConfigurableApplicationContext application;

    private Supervisor(String urlTemplate, int port) {
        this.urlTemplate = urlTemplate;
        this.port = port;
        this.application = run();
    }

    public static Supervisor start() throws IOException {
        String prefix = TestPostgres.newDatabase();
        String template = TestPostgres.owner().urlTemplate().replace("{database}", prefix + "_{database}");
        migrated(prefix, template, "uk");
        SagaSchema.migrate(migrated(prefix, template, "supervisor"));
        try (ServerSocket socket = new ServerSocket(0)) {
            int port = socket.getLocalPort();
            socket.close();
            return new Supervisor(template, port);
        }
    }

    private static DataSource migrated(String prefix, String template, String database) {
        TestPostgres.execute("CREATE DATABASE " + prefix + "_" + database);
        PostgresServer owner = TestPostgres.owner();
        DataSource dataSource = new PostgresServer(template, owner.user(), owner.password()).open(database, "owner", 3);
        EventStoreSchema.migrate(dataSource);
        return dataSource;
    }

    private ConfigurableApplicationContext run() {
        PostgresServer server = TestPostgres.owner();
        return SpringApplication.run(
                SagaSupervisorApplication.class,
                "--server.port=" + port,
                "--flare.regions=uk",
                "--logging.level.root=ERROR",
                "--logging.level.dev.flare.alert=OFF",
                "--flare.saga.postgres.url-template=" + urlTemplate,
                "--flare.saga.postgres.user=" + server.user(),
                "--flare.saga.postgres.password=" + server.password());
    }

    public void goAway() {
        application.close();
    }

    public void comeBack() {
        application = run();
    }

    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** @param participants as JSON objects */
    public void register(String id, String onFailure, String... participants) {
        call(
                "POST",
                "/api/transactions",
                "{\"transactionId\":\"" + id + "\",\"type\":\"test\",\"onFailure\":\"" + onFailure
                        + "\",\"participants\":[" + String.join(",", participants) + "]}");
    }

    public void report(String id, String participant, String state) {
        call("PUT", "/api/transactions/" + id + "/participants/" + participant, "{\"state\":\"" + state + "\"}");
    }

    /** @param act {@code resume}, {@code compensate} or {@code abandon} */
    public void operate(String id, String act) {
        call("POST", "/api/transactions/" + id + "/" + act, "{\"reason\":\"a test\"}");
    }

    public JsonNode transaction(String id) {
        return call("GET", "/api/transactions/" + id, "");
    }

    public String status(String id) {
        return transaction(id).path("status").asString();
    }

    /** All alerts of a transaction. */
    public List<JsonNode> alerts(String id) {
        List<JsonNode> alerts = new ArrayList<>();
        call("GET", "/api/alerts?pageSize=1000", "").path("cursor").path("data").forEach(alert -> {
            if (alert.path("transactionId").asString().equals(id)) {
                alerts.add(alert);
            }
        });
        return alerts;
    }

    private JsonNode call(String method, String path, String body) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url() + path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(method + " " + path + ": " + answer.body());
            }
            return JsonMapper.shared().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
