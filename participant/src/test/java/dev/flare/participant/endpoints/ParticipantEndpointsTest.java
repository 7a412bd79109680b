package dev.flare.participant.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.flare.participant.Participation;
import dev.flare.participant.support.ServiceDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ParticipantEndpointsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ServiceDatabase database;
    private static Participation participation;
    private static HttpServer server;

    @BeforeAll
    static void start() throws SQLException, IOException {
        database = new ServiceDatabase();
        participation = new Participation("test.work", database.dataSource(), Duration.ofMillis(200));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/flare", new ParticipantEndpoints(participation, ServiceDatabase::undo));
        server.createContext(
                "/shown", new ParticipantEndpoints(participation, ServiceDatabase::undo).showing(database::effects));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.execute("TRUNCATE flare_participation, flare_outbox, work");
    }

    @Test
    void the_status_is_the_row_and_404_without_one() throws Exception {
        assertThat(get("/flare/status/t-1").statusCode()).isEqualTo(404);
        participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1"));
        assertThat(get("/flare/status/t-1").body())
                .isEqualTo("{\"hasStarted\":true,\"hasCompleted\":true,\"hasFailed\":false,\"hasCompensated\":false}");
        assertThat(get("/shown/status/t-1").body()).endsWith(",\"hasCompensated\":false,\"effects\":1}");
    }

    @Test
    void compensation_is_a_post_that_may_be_repeated() throws Exception {
        participation.perform("t-1", at -> ServiceDatabase.work(at, "t-1"));
        String asked = "{\"transactionId\":\"t-1\",\"participant\":\"test.work\",\"alertId\":\"a\",\"reason\":\"r\"}";
        assertThat(post("/flare/compensate", asked).body())
                .isEqualTo("{\"transactionId\":\"t-1\",\"compensation\":\"UNDONE\"}");
        HttpResponse<String> again = post("/flare/compensate", asked);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("ALREADY_UNDONE");
        assertThat(database.effects("t-1")).isZero();
        assertThat(post("/flare/compensate", "{\"transactionId\":\"t-2\"}").body())
                .contains("NOTHING_TO_UNDO");
    }

    @Test
    void while_the_work_is_under_way_it_is_503_and_worth_a_repetition() throws Exception {
        try (Connection connection = database.begin()) {
            participation.start(connection, "t-1");
            HttpResponse<String> answer = post("/flare/compensate", "{\"transactionId\":\"t-1\"}");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.body()).contains("UNDER_WAY");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t-1",
                "[]",
                "{\"transactionId\":\"t-1\"",
                "{\"transactionId\":1}",
                "{\"id\":\"t-1\"}",
                "{\"transactionId\":\"../t-1\"}",
                "{\"transactionId\":\"t-1\",\"transactionId\":\"t-1\"}",
                "{\"transactionId\":\"t-1\",\"participant\":\"test.other\"}"
            })
    void a_malformed_body_is_400_and_changes_nothing(String body) throws Exception {
        assertThat(post("/flare/compensate", body).statusCode()).isEqualTo(400);
        assertThat(database.texts("SELECT transaction_id FROM flare_participation"))
                .isEmpty();
    }

    @Test
    void too_much_wrong_methods_and_wrong_paths_have_their_answers() throws Exception {
        assertThat(post("/flare/compensate", "{\"transactionId\":\"t-1\",\"x\":\"" + "y".repeat(70_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(get("/flare/compensate").statusCode()).isEqualTo(405);
        assertThat(post("/flare/status/t-1", "{}").statusCode()).isEqualTo(405);
        assertThat(get("/flare/other").statusCode()).isEqualTo(404);
        assertThat(get("/flare/status/a%2Fb").statusCode()).isEqualTo(404);
    }

    @Test
    void a_database_that_refuses_is_503() throws Exception {
        database.execute("ALTER TABLE flare_participation RENAME TO gone");
        assertThat(get("/flare/status/t-1").statusCode()).isEqualTo(503);
        assertThat(post("/flare/compensate", "{\"transactionId\":\"t-1\"}").statusCode())
                .isEqualTo(503);
        database.execute("ALTER TABLE gone RENAME TO flare_participation");
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
