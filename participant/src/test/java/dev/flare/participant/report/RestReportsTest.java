package dev.flare.participant.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.flare.participant.Answer;
import dev.flare.participant.Report;
import dev.flare.participant.ReportedState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RestReportsTest {

    private static final Report FAILED = new Report("t-1", "test.work", ReportedState.FAILED, "no \"paper\"");

    private HttpServer server;
    private RestReports reports;
    private volatile int status = 200;
    private volatile String body = "";
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        reports = new RestReports(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/"), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        reports.close();
        server.stop(0);
    }

    @Test
    void a_report_is_a_put_with_its_state_and_reason() throws InterruptedException {
        assertThat(reports.send(FAILED)).isEqualTo(new Answer.Taken());
        assertThat(asked)
                .isEqualTo("PUT /api/transactions/t-1/participants/test.work"
                        + " {\"state\":\"FAILED\",\"reason\":\"no \\\"paper\\\"\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "409,TX_HALTED",
        "409,CONTRADICTION",
        "409,NOT_STARTED",
        "404,NOT_FOUND",
        "400,INVALID_FIELD",
        "422,NEW_RULE"
    })
    void what_the_supervisor_refuses_is_refused_for_good(int answered, String code) throws InterruptedException {
        status = answered;
        body = "{\"code\":\"" + code + "\"}";
        assertThat(reports.send(FAILED)).isEqualTo(new Answer.Refused(answered, code, body));
    }

    @ParameterizedTest
    @CsvSource({
        "409,CONFLICT",
        "404,''",
        "404,OTHER",
        "409,''",
        "400,''",
        "301,''",
        "401,''",
        "403,''",
        "408,TOO_SLOW",
        "429,OVERLOADED",
        "500,''",
        "503,UNAVAILABLE"
    })
    void what_may_pass_and_what_others_say_is_tried_again(int answered, String code) throws InterruptedException {
        status = answered;
        body = code.isEmpty() ? "<html>gateway</html>" : "{\"code\":\"" + code + "\"}";
        assertThat(reports.send(FAILED)).isInstanceOfSatisfying(Answer.NotNow.class, notNow -> {
            assertThat(notNow.why()).contains("answered " + answered);
            assertThat(notNow.atLeast()).isEqualTo(Duration.ofSeconds(7));
        });
    }

    @Test
    void an_endless_answer_is_cut_off() throws InterruptedException {
        status = 500;
        body = "x".repeat(4_000_000);
        assertThat(reports.send(FAILED)).isInstanceOfSatisfying(Answer.NotNow.class, notNow -> assertThat(notNow.why())
                .hasSizeLessThan(600));
    }

    @Test
    void nobody_there_is_tried_again() throws InterruptedException {
        server.stop(0);
        assertThat(reports.send(FAILED)).isInstanceOf(Answer.NotNow.class);
    }

    @Test
    void one_that_hangs_is_tried_again() throws Exception {
        server.createContext("/api", exchange -> sleep());
        try (RestReports impatient = new RestReports(
                URI.create("http://localhost:" + server.getAddress().getPort()), Duration.ofMillis(150))) {
            assertThat(impatient.send(FAILED)).isInstanceOf(Answer.NotNow.class);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(600);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
