package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The log of a running Flare tells what was asked and answered, and nothing about people. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PayloadLogTest {

    private static final String SECRET = "Zyxwv" + Bank.unique("");

    private final Flare flare = Flare.shared();
    private final Api api = flare.api();
    private final Bank bank = new Bank(api);
    private final String account = Bank.fresh("uk");
    private final String correlationId = Bank.unique("corr");

    private HttpRequest.Builder posting(String path, String body) {
        return api.posting(path, body.replace("?", SECRET));
    }

    /** Everything that a request can carry a secret in, and the answers that return it. */
    private List<HttpRequest.Builder> writing() {
        return List.of(
                posting(
                        "/api/accounts",
                        "{\"accountId\":\"" + account
                                + "\",\"currency\":\"GBP\",\"owner\":\"Ada ?\",\"metadata\":{\"email\":\"?@x.org\",\"n\":[\"?\"]}}"),
                posting("/api/accounts/" + account + "/deposits", "{\"amount\":737373,\"reference\":\"?\"}"),
                posting("/api/accounts/" + account + "/deposits", "{\"amount\":1,\"password\":\"?\",\"?\":1}"),
                posting("/api/accounts/" + account + "/deposits", "{\"amount\":1,\"reference\":\"?"),
                posting("/api/accounts/" + account + "/deposits", "{\"amount\":\"? x\"}"),
                posting("/api/accounts", "{\"accountId\":\"Mrs ?\",\"currency\":\"? ?\"}"));
    }

    private List<HttpRequest.Builder> reading(long head) {
        return List.of(
                api.request("/api/accounts/" + account + "?minPosition=" + head).GET(),
                api.request("/api/accounts/" + account + "/entries").GET(),
                api.request("/api/accounts?region=uk&pageSize=1&owner=" + Api.encoded("Ada " + SECRET))
                        .GET(),
                api.request("/api/accounts?email=" + SECRET + "%40x.org").GET(),
                api.request("/api/accounts/" + SECRET + "%40x.org").GET());
    }

    private int send(List<HttpRequest.Builder> requests) {
        requests.forEach(request -> api.send(request.header("X-Correlation-Id", correlationId)
                .header("Authorization", "Bearer " + SECRET)
                .header("Cookie", "session=" + SECRET)));
        return requests.size();
    }

    private List<String> lines() {
        return flare.log().stream().filter(line -> line.contains(correlationId)).toList();
    }

    @Test
    void a_secret_that_is_sent_and_returned_is_in_no_line() {
        int sent = send(writing()) + send(reading(bank.head("uk")));
        await().atMost(Duration.ofSeconds(10)).until(() -> lines().size() >= sent);

        assertThat(String.join("\n", flare.log())).doesNotContain(SECRET);
        assertThat(flare.postgresLog()).doesNotContain(SECRET);
        assertThat(lines())
                .anyMatch(line -> line.contains("\\\"amount\\\":737373,\\\"reference\\\":\\\"***\\\"")
                        && line.contains("/api/accounts/" + account + "/deposits")
                        && line.contains("\"status\":201"))
                .anyMatch(line -> line.contains("\\\"owner\\\":\\\"***\\\",\\\"balance\\\":737373"))
                .anyMatch(line -> line.contains("\"query\":\"region=uk&pageSize=1&owner=***\""))
                .anyMatch(line -> line.contains("\"path\":\"/api/accounts/***\""))
                .anyMatch(line -> line.contains("\"asked\":\"not JSON, "));
    }
}
