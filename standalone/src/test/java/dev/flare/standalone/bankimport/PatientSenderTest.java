package dev.flare.standalone.bankimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.FakeFlare;
import dev.flare.standalone.http.FlareClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatientSenderTest {

    /** Time passes only by sleeping. */
    private static final class OwnTime implements Pause {

        private long now;

        @Override
        public long now() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            now += duration.toNanos();
        }
    }

    private final FakeFlare flare = new FakeFlare();
    private final FlareClient client = new FlareClient(URI.create(flare.url()));
    private final OwnTime time = new OwnTime();
    private final PatientSender sender = new PatientSender(client, time);

    @AfterEach
    void close() {
        client.close();
        flare.close();
    }

    @Test
    void what_may_be_sent_again_is_sent_again_until_it_is_answered() {
        flare.fail(503, "{\"code\":\"UNAVAILABLE\"}");
        flare.fail(429, "");
        flare.fail(409, "{\"code\":\"CONFLICT\"}");

        assertThat(sender.send(request()).status()).isEqualTo(201);
        assertThat(flare.calls()).hasSize(4).allMatch(call -> call.key().equals("k"));
    }

    @Test
    void a_refusal_is_an_answer() {
        flare.fail(422, "{\"code\":\"INSUFFICIENT_FUNDS\",\"detail\":\"too little\"}");

        assertThat(sender.send(request()).problem()).isEqualTo("422 INSUFFICIENT_FUNDS: too little");
        assertThat(flare.calls()).hasSize(1);
    }

    @Test
    void patience_ends_after_a_minute() {
        IntStream.range(0, 100).forEach(i -> flare.fail(503, "{\"code\":\"UNAVAILABLE\"}"));

        assertThatThrownBy(() -> sender.send(request()))
                .isInstanceOfSatisfying(CommandStopped.class, stopped -> assertThat(stopped.exitCode())
                        .isEqualTo(ExitCode.NOT_REACHABLE))
                .hasMessageContaining("503 UNAVAILABLE");
        assertThat(Duration.ofNanos(time.now())).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(66));
    }

    @Test
    void nobody_listening_is_waited_for_too() {
        flare.close();

        assertThatThrownBy(() -> sender.send(request()))
                .isInstanceOfSatisfying(CommandStopped.class, stopped -> assertThat(stopped.exitCode())
                        .isEqualTo(ExitCode.NOT_REACHABLE))
                .hasMessageContaining("does not answer");
        assertThat(Duration.ofNanos(time.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    }

    private HttpRequest request() {
        return client.request("/api/accounts", Duration.ofSeconds(5))
                .header("Idempotency-Key", "k")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
    }
}
