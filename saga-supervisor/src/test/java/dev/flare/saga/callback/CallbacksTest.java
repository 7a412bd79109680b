package dev.flare.saga.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CallbacksTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";
    private static final Duration A_LITTLE_LONGER = Callbacks.PATIENCE.plusSeconds(2);

    private final Callbacks callbacks = new Callbacks();

    @AfterEach
    void close() {
        callbacks.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void an_answer_is_told_with_its_status_whatever_it_is() throws Exception {
        try (Peer peer = Peer.saying("HTTP/1.1 503 Busy\nContent-Length: 5\n\nlater")) {
            assertThat(callbacks.get(peer.url(), Map.of("X-Flare-Participant", "billing.invoices")))
                    .isEqualTo(new Callbacks.Answer(503, "later"));
            assertThat(peer.requests().getFirst())
                    .startsWith("GET /undo HTTP/1.1\r\n")
                    .contains("X-Flare-Participant: billing.invoices\r\n", "User-Agent: flare-supervisor\r\n");
        }
    }

    @Test
    void what_is_posted_is_json_in_utf_8() throws Exception {
        try (Peer peer = Peer.saying("HTTP/1.1 204 Done\n\n")) {
            assertThat(callbacks.post(peer.url(), "{\"of\":\"Łódź\"}", Map.of()).isSuccess())
                    .isTrue();
            assertThat(peer.requests().getFirst())
                    .startsWith("POST /undo HTTP/1.1\r\n")
                    .contains("Content-Type: application/json\r\n")
                    .endsWith("\r\n\r\n{\"of\":\"Łódź\"}");
        }
    }

    @Test
    void nobody_sends_it_on_to_another() throws Exception {
        try (Peer target = Peer.saying("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
                Peer peer =
                        Peer.saying("HTTP/1.1 307 Elsewhere\nLocation: " + target.url() + "\nContent-Length: 0\n\n")) {
            assertThat(callbacks.post(peer.url(), "{}", Map.of()))
                    .isEqualTo(new Callbacks.Answer(307, ""))
                    .matches(answer -> !answer.isSuccess());
            assertThat(callbacks.get(peer.url(), Map.of()).status()).isEqualTo(307);
            assertThat(target.requests()).isEmpty();
        }
    }

    @Test
    void of_an_answer_without_end_the_beginning_is_taken_and_the_connection_let_go() throws Exception {
        byte[] much = bytes("x".repeat(10_000));
        try (Peer peer = new Peer(out -> {
            out.write(bytes(HEAD));
            while (true) {
                out.write(much);
            }
        })) {
            long began = System.nanoTime();
            Callbacks.Answer answer = callbacks.get(peer.url(), Map.of());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasSize(64 * 1024);
            assertThat(peer.hungUp().await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(A_LITTLE_LONGER);
        }
    }

    @Test
    void who_sends_drop_by_drop_is_given_up_when_the_time_is_over() throws Exception {
        try (Peer peer = new Peer(out -> {
            out.write(bytes(HEAD));
            while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(100);
            }
        })) {
            assertGivenUp(peer);
            assertThat(peer.hungUp().await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void so_is_who_says_nothing() throws Exception {
        try (Peer peer = new Peer(out -> Thread.sleep(20_000))) {
            assertGivenUp(peer);
        }
    }

    private void assertGivenUp(Peer peer) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> callbacks.get(peer.url(), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("it did not answer within 5 s");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Callbacks.PATIENCE.minusMillis(100), A_LITTLE_LONGER);
    }

    @Test
    void who_is_not_there_cannot_be_reached() throws Exception {
        Peer gone = Peer.saying("");
        gone.close();
        assertThatThrownBy(() -> callbacks.get(gone.url(), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("it cannot be reached");
    }

    @Test
    void who_hangs_up_without_an_answer_has_not_answered() throws Exception {
        try (Peer peer = Peer.saying("")) {
            assertThatThrownBy(() -> callbacks.post(peer.url(), "{}", Map.of()))
                    .isInstanceOf(IOException.class)
                    .message()
                    .isNotBlank();
        }
        try (Peer peer = Peer.saying("SSH-2.0-OpenSSH\n")) {
            assertThatThrownBy(() -> callbacks.get(peer.url(), Map.of())).isInstanceOf(IOException.class);
        }
    }
}
